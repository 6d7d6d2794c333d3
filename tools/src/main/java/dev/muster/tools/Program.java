package dev.muster.tools;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program to run on a host. Immutable.
///
/// @param words the program, by name or path, and its arguments; no shell reads them
/// @param environment variables that it has besides those of the agent
/// @param folder where it runs; the agent's working folder unless said
/// @param input what it reads on standard input; `/dev/null` if empty
/// @param merged whether what it says on standard error goes among its output, in order
/// @param limits what it may take
@SuppressWarnings("ArrayRecordComponent") // only records travel; the arrays are copied and compared
public record Program(
    List<String> words,
    Map<String, String> environment,
    Optional<String> folder,
    byte[] input,
    boolean merged,
    ProgramLimits limits) {

  public Program {
    words = List.copyOf(words);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    input = input.clone();
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw new IllegalArgumentException("the program is empty; say what to run");
    }
    for (String word : words) {
      if (word.indexOf(0) >= 0) {
        throw new IllegalArgumentException(
            words.get(0) + ": a word holds a NUL character; no program can take it");
      }
    }
    for (Map.Entry<String, String> each : environment.entrySet()) {
      String name = each.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0 || (name + each.getValue()).indexOf(0) >= 0) {
        throw new IllegalArgumentException(
            words.get(0) + ": \"" + name + "\" is no environment variable that can be set");
      }
    }
  }

  /// Returns a program with its arguments.
  public static Program of(String... words) {
    return of(List.of(words));
  }

  /// Returns a program with its arguments.
  public static Program of(List<String> words) {
    return new Program(
        words, Map.of(), Optional.empty(), new byte[0], false, ProgramLimits.standard());
  }

  /// Returns a command line for `/bin/sh` to interpret.
  public static Program shell(String line) {
    return of("/bin/sh", "-c", line);
  }

  /// Returns this with one more environment variable.
  public Program withEnvironment(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Program(words, more, folder, input, merged, limits);
  }

  /// Returns this in a folder.
  public Program in(String folder) {
    return new Program(words, environment, Optional.of(folder), input, merged, limits);
  }

  /// Returns this with a text on its standard input, in UTF-8.
  public Program withInput(String text) {
    return withInput(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Returns this with bytes on its standard input.
  public Program withInput(byte[] input) {
    return new Program(words, environment, folder, input, merged, limits);
  }

  /// Returns this with its standard error among its output.
  public Program merging() {
    return new Program(words, environment, folder, input, true, limits);
  }

  /// Returns this with a limit of time.
  public Program within(Duration time) {
    return limitedTo(new ProgramLimits(time, limits.outputBytes(), limits.grace()));
  }

  /// Returns this with limits.
  public Program limitedTo(ProgramLimits limits) {
    return new Program(words, environment, folder, input, merged, limits);
  }

  @Override
  public byte[] input() {
    return input.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Program that
        && words.equals(that.words)
        && environment.equals(that.environment)
        && folder.equals(that.folder)
        && Arrays.equals(input, that.input)
        && merged == that.merged
        && limits.equals(that.limits);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  /// Its words alone: input and environment may hold secrets.
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
