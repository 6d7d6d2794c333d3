package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;

/// The second part of an item that has two: an array that is sent from where it is.
final class Tail {

  private final byte[] array;
  private final ByteBuffer bytes;
  private final Condition left;

  /// @param array does not change while it is needed
  /// @param left signalled when it is needed no more
  Tail(byte[] array, Condition left) {
    this.array = array;
    this.bytes = ByteBuffer.wrap(array);
    this.left = left;
  }

  byte[] array() {
    return array;
  }

  /// Returns the array; the position is the next byte that is to be sent. Guarded by the lock of
  /// the mux.
  ByteBuffer bytes() {
    return bytes;
  }

  Condition left() {
    return left;
  }
}
