package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;

/// The end of an item that is sent from where its sender has it.
final class Loan {

  private final byte[] array;
  private final ByteBuffer bytes;
  private final Condition end;

  /// @param array does not change until it is needed no more
  /// @param end signalled then, unless it was [SendHalf#replace]d
  Loan(byte[] array, Condition end) {
    this.array = array;
    this.bytes = ByteBuffer.wrap(array);
    this.end = end;
  }

  byte[] array() {
    return array;
  }

  /// Returns the array; the position is the next byte that is to be sent. Guarded by the lock of
  /// the mux.
  ByteBuffer bytes() {
    return bytes;
  }

  Condition end() {
    return end;
  }
}
