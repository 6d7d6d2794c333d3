package dev.muster.wire;

import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes that came: an item, a header, a failure, a reason.
///
/// A long item stays in several blocks until somebody wants it in one, so that the reading thread
/// need not copy it.
public final class Payload {

  private static final byte[] NO_BYTES = new byte[0];
  private static final Payload NOTHING = new Payload(List.of(), 0, 0);

  /// One after another; the last may be longer than what it holds.
  private final List<byte[]> blocks;

  private final int size;

  /// What the window was charged for it; 0 once it was taken. Guarded by the lock of its [Mux].
  private long cost;

  Payload(List<byte[]> blocks, int size, long cost) {
    this.blocks = blocks;
    this.size = size;
    this.cost = cost;
  }

  static Payload copyOf(ByteBuffer bytes, long cost) {
    byte[] copy = bytes.hasRemaining() ? new byte[bytes.remaining()] : NO_BYTES;
    bytes.get(copy);
    return new Payload(List.of(copy), copy.length, cost);
  }

  /// Returns what the window is not charged for.
  static Payload copyOf(ByteBuffer bytes) {
    return bytes.hasRemaining() ? copyOf(bytes, 0) : NOTHING;
  }

  /// Returns how many bytes it has.
  public int size() {
    return size;
  }

  /// Returns the bytes in one array. If they lie in one already, it is that array itself: whoever
  /// changes it changes this payload.
  public byte[] toBytes() {
    return after(0);
  }

  /// Reads the one value that it holds.
  ///
  /// A long array of bytes comes straight from the blocks, and is one of them if they were made for
  /// it: copying is most of what it costs. As with [#toBytes], who changes it changes this payload.
  ///
  /// @throws ValueException if it holds anything else
  public @Nullable Object decodedBy(ValueCodec codec) throws ValueException {
    int start = blocks.size() < 2 ? -1 : codec.bytesBegin(ByteBuffer.wrap(blocks.get(0)), size);
    return start < 0 ? codec.decode(toBytes()) : after(start);
  }

  /// Returns what stands after the first `count` bytes, all of which are in the first block.
  private byte[] after(int count) {
    int before = 0; // the block that is looked at
    for (byte[] block : blocks) {
      if (before == count && block.length == size - count) {
        return block;
      }
      before += block.length;
    }
    ByteBuffer all = ByteBuffer.allocate(size - count);
    int skip = count;
    for (byte[] block : blocks) {
      all.put(block, skip, Math.min(all.remaining(), block.length - skip));
      skip = 0;
    }
    return all.array();
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
