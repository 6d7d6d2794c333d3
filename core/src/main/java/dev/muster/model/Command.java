package dev.muster.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A command to run on hosts. Immutable.
///
/// The user's login shell over there reads the command line, as with `ssh`. A command made of words
/// reaches it with every word quoted; one made with [#shell] reaches it as it stands.
///
/// @param words the program and its arguments, or the one text for the shell
/// @param form how `words` become a command line
/// @param environment variables to set, in order; servers set only those that they are configured
///   to accept (`AcceptEnv`)
/// @param input what it reads on standard input
/// @param pty the terminal that it runs on, if any
/// @param perHost whether `{host}` and `{rank}` in the words stand for the host's name and its
///   place, counted from 0
public record Command(
    List<String> words,
    Form form,
    Map<String, String> environment,
    Input input,
    Optional<Pty> pty,
    boolean perHost) {

  /// How words become a command line.
  public enum Form {
    /// Each word is quoted.
    QUOTED,
    /// The text is the shell's to interpret.
    SHELL
  }

  public Command {
    words = List.copyOf(words);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    if (words.isEmpty() || words.getFirst().isBlank()) {
      throw new IllegalArgumentException("the command is empty; say what to run");
    }
    if (form == Form.SHELL && words.size() != 1) {
      throw new IllegalArgumentException("a shell command is one text, got " + words.size());
    }
    for (String word : words) {
      if (word.indexOf(0) >= 0) {
        throw new IllegalArgumentException(
            "the command holds a NUL character; no program can take it");
      }
    }
    for (String name : environment.keySet()) {
      checkName(name);
    }
  }

  /// Returns a command made of words; each reaches the program as it is, whatever it holds.
  public static Command of(String... words) {
    return new Command(
        List.of(words), Form.QUOTED, Map.of(), Input.none(), Optional.empty(), false);
  }

  /// Returns a command line for the shell to interpret. Quote with care what comes from elsewhere,
  /// or use [#of].
  public static Command shell(String text) {
    return new Command(List.of(text), Form.SHELL, Map.of(), Input.none(), Optional.empty(), false);
  }

  /// Returns this with one more environment variable.
  public Command withEnvironment(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Command(words, form, more, input, pty, perHost);
  }

  /// Returns this with `input` on its standard input.
  public Command withInput(Input input) {
    return new Command(words, form, environment, input, pty, perHost);
  }

  /// Returns this on a terminal. A host that gives none runs nothing.
  public Command on(Pty terminal) {
    return new Command(words, form, environment, input, Optional.of(terminal), perHost);
  }

  /// Returns this with `{host}` and `{rank}` replaced for each host.
  public Command withHostWords() {
    return new Command(words, form, environment, input, pty, true);
  }

  /// Returns the command line that the shell of one host is given.
  ///
  /// @param host the host's name
  /// @param rank its place in the order given, counted from 0
  public String line(String host, int rank) {
    if (form == Form.SHELL) {
      return filled(words.getFirst(), host, rank);
    }
    List<String> quoted = new ArrayList<>(words.size());
    for (String word : words) {
      quoted.add(ShellWord.quote(filled(word, host, rank)));
    }
    return String.join(" ", quoted);
  }

  private String filled(String word, String host, int rank) {
    return perHost ? word.replace("{host}", host).replace("{rank}", Integer.toString(rank)) : word;
  }

  private static void checkName(String name) {
    boolean good = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      good &= c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }
    if (!good) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of an environment variable; use letters, digits and _");
    }
  }
}
