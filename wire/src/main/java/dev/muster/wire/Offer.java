package dev.muster.wire;

/// What became of an item that was to be sent.
public enum Offer {
  /// It is in the queue of its channel, and goes as the other end's window allows.
  TAKEN,
  /// It was not taken: as much as may wait on the channel, or on all of the connection, waits
  /// already.
  FULL,
  /// It was not taken: the channel or its connection has ended.
  ENDED
}
