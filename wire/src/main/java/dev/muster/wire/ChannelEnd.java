package dev.muster.wire;

/// How a channel ended.
public sealed interface ChannelEnd {

  /// The other end closed it.
  ///
  /// @param failure what it said about that; empty if all went well
  record Closed(Payload failure) implements ChannelEnd {}

  /// We closed it ourselves. A handler never hears that; an [Inbox] says it to who waits there.
  record Here() implements ChannelEnd {}

  /// The connection ended before the channel did.
  record Lost(MuxEnd why) implements ChannelEnd {}

  /// What we wanted to send before we knew better is larger than the other end takes.
  ///
  /// @param size bytes of the item or header
  /// @param largest bytes of the largest that the other end takes
  record TooLarge(int size, int largest) implements ChannelEnd {}
}
