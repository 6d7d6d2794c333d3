package dev.muster.ssh.channel;

/// What becomes of one stream channel. Called in order; [#ended] is the last and comes exactly
/// once.
public interface StreamEvents {

  /// The server has made the connection.
  void opened();

  /// Data came; the array belongs to the callee.
  void received(byte[] bytes);

  /// No more data comes.
  void receivedEnd();

  /// It is over.
  void ended(ChannelEnd end);
}
