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
/// @param wrapping which shell, which user, and where errors go
/// @param environment variables to set, in order; servers set only those that they are configured
///   to accept (`AcceptEnv`)
/// @param input what it reads on standard input
/// @param pty the terminal that it runs on, if any
/// @param perHost whether `{host}` and `{rank}` in the words stand for the host's name and its
///   place, counted from 0
public record Command(
    List<String> words,
    Form form,
    Wrapping wrapping,
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
    if (form == Form.QUOTED && !wrapping.shell().isEmpty()) {
      throw new IllegalArgumentException(
          "words need no shell, got " + wrapping.shell() + "; use Command.shell for a text");
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
    return of(List.of(words), Form.QUOTED);
  }

  /// Returns a command line for the shell to interpret. Quote with care what comes from elsewhere,
  /// or use [#of].
  public static Command shell(String text) {
    return of(List.of(text), Form.SHELL);
  }

  private static Command of(List<String> words, Form form) {
    return new Command(
        words, form, Wrapping.none(), Map.of(), Input.none(), Optional.empty(), false);
  }

  /// Returns this shell command given to another shell than the login shell: `by("/bin/bash",
  /// "-lc")` has bash read it as a login shell.
  ///
  /// @param program the shell and its options; the text comes after them
  /// @throws IllegalArgumentException if this command is made of words, which no shell interprets
  public Command by(String... program) {
    return with(wrapping.by(List.of(program)));
  }

  /// Returns this with standard error going to where standard output goes, in the order in which
  /// the program writes. It takes no terminal.
  public Command withMergedErrors() {
    return with(wrapping.withMergedErrors());
  }

  /// Returns this run as root, see [#sudo(String)].
  public Command sudo() {
    return sudo("root");
  }

  /// Returns this run as another user by `sudo`, whose rules there have to let the user run
  /// `/bin/sh` as that one.
  ///
  /// If `sudo` wants a password it is given that of [dev.muster.MusterOptions#withSudoPasswords],
  /// once, and by no more than two hosts while none has accepted it. Whatever it has to say before
  /// the command begins is kept apart from what the command prints: a host where it refuses has the
  /// result that nothing ran, with a [Failure.Sudo] that says why. A shell command is read by
  /// `/bin/sh` unless another one is chosen [#by]. Variables of the command are kept, as far as the
  /// rules of `sudo` allow.
  ///
  /// @param user a name, or `#` and a number
  public Command sudo(String user) {
    return with(wrapping.as(user));
  }

  private Command with(Wrapping other) {
    return new Command(words, form, other, environment, input, pty, perHost);
  }

  /// Returns this with one more environment variable.
  public Command withEnvironment(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Command(words, form, wrapping, more, input, pty, perHost);
  }

  /// Returns this with `input` on its standard input.
  public Command withInput(Input input) {
    return new Command(words, form, wrapping, environment, input, pty, perHost);
  }

  /// Returns this on a terminal. A host that gives none runs nothing.
  public Command on(Pty terminal) {
    return new Command(words, form, wrapping, environment, input, Optional.of(terminal), perHost);
  }

  /// Returns this with `{host}` and `{rank}` replaced for each host.
  public Command withHostWords() {
    return new Command(words, form, wrapping, environment, input, pty, true);
  }

  /// Returns the command line that the shell of one host is given.
  ///
  /// @param host the host's name
  /// @param rank its place in the order given, counted from 0
  public String line(String host, int rank) {
    return line(host, rank, marks());
  }

  /// Returns the command line that the shell of one host is given.
  ///
  /// @param marks what `sudo` says, if there is one
  public String line(String host, int rank, SudoMarks marks) {
    List<String> filled = new ArrayList<>(words.size());
    for (String word : words) {
      filled.add(filled(word, host, rank));
    }
    return CommandLine.of(this, filled, marks);
  }

  /// Returns marks for one run: fresh ones if there is a `sudo`, empty ones if not.
  public SudoMarks marks() {
    return wrapping.sudo().isPresent() ? SudoMarks.fresh() : SudoMarks.none();
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
