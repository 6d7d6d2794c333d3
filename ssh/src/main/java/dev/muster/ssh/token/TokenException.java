package dev.muster.ssh.token;

/// A token, or the library that leads to it, is not there or does not do what it is asked. The
/// message says which and why, in one line.
public final class TokenException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean isPinRefused;

  TokenException(String message) {
    this(message, false);
  }

  TokenException(String message, boolean isPinRefused) {
    super(message);
    this.isPinRefused = isPinRefused;
  }

  TokenException(String message, Throwable cause) {
    super(message, cause);
    this.isPinRefused = false;
  }

  /// Returns whether the token refused the PIN that it was given, which counts against its owner.
  public boolean isPinRefused() {
    return isPinRefused;
  }
}
