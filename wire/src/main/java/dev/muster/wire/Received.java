package dev.muster.wire;

/// What an [Inbox] had when it was asked.
public sealed interface Received {

  /// An item.
  record Item(Payload bytes) implements Received {}

  /// Nothing, and the other end sends no more items; asked again, it says so again.
  record Eof() implements Received {}

  /// Nothing, and the channel has ended; asked again, it says so again.
  record Ended(ChannelEnd how) implements Received {}

  /// Nothing in time; there may be something later.
  record Nothing() implements Received {}
}
