package dev.muster.wire;

/// What the other end sent breaks the protocol. The message says what came and what was wanted.
///
/// It ends that connection and nothing else.
final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Makes one with a message that stands alone in a sentence such as `broke the protocol: …`.
  ProtocolException(String message) {
    super(message, null, false, false);
  }
}
