package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.List;

/// Bytes that came: an item, a header, a failure, a reason.
///
/// A long item stays in the pieces in which it came until somebody wants it in one, so that the reading
/// thread never copies it.
public final class Payload {

  static final Payload NOTHING = new Payload(List.of(), 0, 0);

  private final List<byte[]> parts;
  private final int size;

  /// What the window was charged for it; 0 once it was taken. Guarded by the lock of its [Mux].
  private long cost;

  Payload(List<byte[]> parts, int size, long cost) {
    this.parts = parts;
    this.size = size;
    this.cost = cost;
  }

  static Payload of(byte[] bytes) {
    return bytes.length == 0 ? NOTHING : new Payload(List.of(bytes), bytes.length, 0);
  }

  /// Returns how many bytes it has.
  public int size() {
    return size;
  }

  /// Returns the bytes in one array. If they came in one piece, it is that array itself: whoever changes it
  /// changes this payload.
  public byte[] toBytes() {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /// Copies the bytes to where `to` stands.
  ///
  /// @throws java.nio.BufferOverflowException if they do not fit
  public void copyTo(ByteBuffer to) {
    for (byte[] part : parts) {
      to.put(part);
    }
  }

  /// Returns its cost, and from then on 0.
  long settle() {
    long settled = cost;
    if (settled != 0) { // the one that all empty payloads share is never written
      cost = 0;
    }
    return settled;
  }

  @Override
  public String toString() {
    return size + " bytes";
  }
}
