package dev.muster.cli;

/// A command line that cannot be followed; nothing was run. The message is one or two lines for the
/// user.
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
