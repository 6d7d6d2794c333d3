package dev.muster.wire;

/// Hears what comes on one channel.
///
/// All but [#writable] is called by the thread that reads the connection, in order, one at a time:
/// nothing else of that connection is read meanwhile. So a handler does not block, it leaves work
/// to other threads. (The end of a connection may be told by another thread, then nothing is read
/// any more.) No lock is held while it runs, so it may use its own and any other channel.
public interface ChannelHandler {

  /// The channel was opened or accepted. The first that is heard, by the thread that did it; of a
  /// channel that we open it may be heard at the same time as what comes on it.
  default void begins(Channel channel) {}

  /// An item came. Its window stays charged until [Channel#taken].
  void item(Channel channel, Payload item);

  /// The other end sends no more items.
  default void eof(Channel channel) {}

  /// It is over, and not because we closed it. The last that is heard, and heard once: a channel
  /// ends either with this or with a [Channel#close] of ours that says true.
  void closed(Channel channel, ChannelEnd end);

  /// After [Offer#FULL], there is room again. Called by the thread that takes what is to be sent,
  /// at any time, and it does not block either.
  default void writable(Channel channel) {}
}
