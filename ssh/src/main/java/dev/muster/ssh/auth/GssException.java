package dev.muster.ssh.auth;

/// The GSS-API does not come to a proof: no ticket, one that has run out, a key distribution centre
/// that is not there. The message says why, and what to do, in one line.
public final class GssException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Makes one.
  public GssException(String message) {
    super(message);
  }

  /// Makes one with its cause.
  public GssException(String message, Throwable cause) {
    super(message, cause);
  }
}
