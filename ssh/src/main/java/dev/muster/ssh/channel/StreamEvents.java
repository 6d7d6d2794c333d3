package dev.muster.ssh.channel;

/// What becomes of one stream channel. Called in order; [#ended] comes exactly once, and nothing
/// comes after it but [#gone].
public interface StreamEvents {

  /// It is open: the server has made the connection, or was let in.
  void opened();

  /// Data came; the array belongs to the callee.
  void received(byte[] bytes);

  /// No more data comes.
  void receivedEnd();

  /// It is over.
  void ended(ChannelEnd end);

  /// The server has let go of it too: it counts no more. Not called if the connection is lost.
  default void gone() {}
}
