package dev.muster.ssh.key;

/// Why a key file is not taken, before the file's name is put in front of it.
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final KeyFileException.Problem problem;
  private final String reason;

  Refusal(KeyFileException.Problem problem, String message) {
    super(message);
    this.problem = problem;
    this.reason = message;
  }

  Refusal(KeyFileException.Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
    this.reason = message;
  }

  static Refusal damaged(String message) {
    return new Refusal(KeyFileException.Problem.DAMAGED, message);
  }

  static Refusal unsupported(String message) {
    return new Refusal(KeyFileException.Problem.UNSUPPORTED, message);
  }

  /// Returns the message; it goes on from the file's name.
  String reason() {
    return reason;
  }

  KeyFileException.Problem problem() {
    return problem;
  }
}
