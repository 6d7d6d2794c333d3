package dev.muster.ssh.key;

/// A key file that cannot be used. The message is one line: which file, what is wrong with it and
/// what to do next; it never holds a secret.
public final class KeyFileException extends Exception {

  private static final long serialVersionUID = 1L;

  /// What is wrong with a key file.
  public enum Problem {
    /// There is no such file.
    MISSING,
    /// It is there and cannot be read, or is no regular file.
    UNREADABLE,
    /// It is larger than any key file.
    TOO_LARGE,
    /// It is something else than the key that was wanted.
    NOT_THE_KEY_WANTED,
    /// It is a key of a kind or in a form that is not supported.
    UNSUPPORTED,
    /// It is cut short or does not keep to its form.
    DAMAGED,
    /// It is encrypted and no passphrase was given.
    PASSPHRASE_MISSING,
    /// It is encrypted and no passphrase that was given opens it.
    PASSPHRASE_WRONG,
    /// Others than its owner may read or write it.
    OPEN_TO_OTHERS
  }

  private final String file;
  private final Problem problem;

  KeyFileException(String file, Problem problem, String message) {
    super(file + ": " + message);
    this.file = file;
    this.problem = problem;
  }

  KeyFileException(String file, Problem problem, String message, Throwable cause) {
    super(file + ": " + message, cause);
    this.file = file;
    this.problem = problem;
  }

  /// Returns the name of the file as it was given.
  public String file() {
    return file;
  }

  /// Returns what is wrong.
  public Problem problem() {
    return problem;
  }
}
