package dev.muster.ssh.data;

/// What a peer sent breaks the protocol. The message says what was wanted and what came.
///
/// It ends the peer's own connection and nothing else.
public final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Makes one with a message that stands alone in a sentence such as `peer broke the protocol: …`.
  public ProtocolException(String message) {
    super(message);
  }

  /// Makes one that was caused by another failure, such as a refused public value.
  public ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
