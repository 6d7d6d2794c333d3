package dev.muster.wire;

/// Hears what concerns a connection as a whole. Called by the thread that reads it, with no lock
/// held; it does not block.
public interface MuxHandler {

  /// The other end has introduced itself. The first that is heard.
  ///
  /// @param version the version of the protocol that both speak
  /// @param offers what it offers besides
  void hello(int version, Payload offers);

  /// The other end opened a channel. It can be used at once, and closed to refuse it.
  ///
  /// @return who hears what comes on it
  ChannelHandler opened(Channel channel, int purpose, Payload header);

  /// A [Mux#ping] was answered.
  default void pong(long number) {}

  /// It is over. Every channel has heard so before; heard once, and nothing after it.
  void ended(MuxEnd end);

  /// Returns what BYE is to say to an end that broke the protocol.
  default byte[] farewell(MuxEnd.Broken broken) {
    return new byte[0];
  }
}
