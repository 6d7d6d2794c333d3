package dev.muster.cli;

import dev.muster.model.Passphrases;
import dev.muster.model.Pty;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The world around the command: its standard streams and what is at their other ends.
///
/// @param in standard input
/// @param out standard output, unbuffered
/// @param err standard error, unbuffered
/// @param outIsTerminal whether a person's terminal shows standard output
/// @param errIsTerminal whether a person's terminal shows standard error
/// @param environment the environment variables
/// @param asker asks the person for secrets
record Terminal(
    InputStream in,
    OutputStream out,
    OutputStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment,
    Asker asker) {

  /// Asks the person at the terminal for a secret.
  @FunctionalInterface
  interface Asker {

    /// Shows the question and returns what is typed without showing it, or nothing if nobody is
    /// there.
    Optional<char[]> ask(String question);

    /// Returns nobody.
    static Asker nobody() {
      return question -> Optional.empty();
    }
  }

  private static final int USUAL_COLUMNS = 80;

  /// Returns the process's own.
  static Terminal ofSystem() {
    return new Terminal(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        isTerminal(1),
        isTerminal(2),
        System.getenv(),
        Terminal::ask);
  }

  /// Returns whether a file descriptor leads to a terminal. Linux shows that as a link, which is
  /// much quicker than the JDK's own way; elsewhere the JDK is asked about all of them together.
  @SuppressWarnings(
      "SystemConsoleNull") // from JDK 25 on it is null again where there is no terminal
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // as above
  private static Optional<char[]> ask(String question) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return Optional.empty();
    }
    return Optional.ofNullable(console.readPassword("%s", question));
  }

  /// Returns the person as one who knows the passphrases of key files and the PINs of tokens.
  Passphrases passphrases() {
    return new Passphrases() {
      @Override
      public Optional<char[]> forKey(String file, int attempt) {
        return asker.ask(
            (attempt > 1 ? "Wrong. " : "")
                + "Enter passphrase for key '"
                + SafeText.of(file)
                + "': ");
      }

      @Override
      public Optional<char[]> forToken(String token) {
        return asker.ask("Enter PIN for token '" + SafeText.of(token) + "': ");
      }
    };
  }

  /// Returns how wide the terminal is, as far as the environment tells.
  int columns() {
    String columns = environment.getOrDefault("COLUMNS", "");
    try {
      return columns.isEmpty() ? USUAL_COLUMNS : Math.max(20, Integer.parseInt(columns));
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }

  /// Returns a terminal like this one for commands elsewhere; a plain one if this is none.
  Pty pty() {
    String type = environment.getOrDefault("TERM", "");
    Pty plain = Pty.plain();
    String rows = environment.getOrDefault("LINES", "");
    boolean told = rows.length() < 5 && rows.chars().allMatch(Character::isDigit);
    return new Pty(
        type.isEmpty() ? plain.type() : type,
        columns(),
        told && !rows.isEmpty() ? Math.max(2, Integer.parseInt(rows)) : plain.rows());
  }

  /// Returns whether colours are shown on a stream, unless the user says otherwise.
  boolean likesColor(boolean isTerminal) {
    return isTerminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
