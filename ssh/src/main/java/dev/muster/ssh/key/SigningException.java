package dev.muster.ssh.key;

/// Whoever holds a private key did not sign with it: an agent that is locked, gone or slow, a token
/// that nobody touched. The message says who and why, in one line.
public final class SigningException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Makes one.
  public SigningException(String message) {
    super(message);
  }

  /// Makes one with its cause.
  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
