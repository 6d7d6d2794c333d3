package dev.muster.wire;

import dev.muster.wire.value.ValueCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Fragments of one item until it is whole.
///
/// Grows with what arrived, never by what was said: at most twice as much memory is taken. It grows
/// by blocks that are never copied, and that become long enough for garbage collectors to leave
/// them where they are: moving the fragments of a long item would stop everything for longer than
/// it took to receive them.
///
/// An array of bytes is put where it stays, in memory that is taken when it begins, if it is not
/// longer than may be taken for what was only said.
///
/// Guarded by the lock of its [Mux].
final class Reassembly {

  private static final int LONGEST_BLOCK = 4 << 20;

  private final int longestPlace;
  private List<byte[]> blocks = List.of();
  private ByteBuffer last = ByteBuffer.allocate(0);
  private int size;
  private long cost;
  private boolean begun;

  /// @param longestPlace the longest array for which memory is taken when it begins; with a
  ///   window's length, what is held grows by as much as an item that is not whole may have anyway
  Reassembly(int longestPlace) {
    this.longestPlace = longestPlace;
  }

  /// Returns what the fragments so far have cost.
  long cost() {
    return cost;
  }

  /// Adds a fragment that is not the last.
  ///
  /// @param charge what the window was charged for it
  /// @throws ProtocolException if the item is longer than `largest`
  void add(ByteBuffer fragment, int charge, int largest) throws ProtocolException {
    check(fragment, largest);
    if (!begun) {
      blocks = new ArrayList<>();
      begun = true;
      begin(fragment);
    }
    cost += charge;
    move(fragment, Math.min(size, LONGEST_BLOCK));
  }

  /// Adds the last fragment and returns the item.
  ///
  /// @throws ProtocolException if the item is longer than `largest`
  Payload finish(ByteBuffer fragment, int charge, int largest) throws ProtocolException {
    check(fragment, largest);
    if (!begun) {
      return Payload.copyOf(fragment, charge);
    }
    move(fragment, 0);
    Payload whole = new Payload(blocks, size, cost + charge);
    clear();
    return whole;
  }

  /// Forgets the fragments.
  void clear() {
    blocks = List.of();
    last = ByteBuffer.allocate(0);
    size = 0;
    cost = 0;
    begun = false;
  }

  /// Makes a block of what precedes the elements of an array of bytes, and one for the elements.
  private void begin(ByteBuffer fragment) {
    ByteBuffer head = fragment.duplicate();
    long count = ValueCodec.bytesCount(head);
    if (count < head.remaining() || count > longestPlace) {
      return;
    }
    byte[] before = new byte[head.position() - fragment.position()];
    fragment.get(before);
    last = ByteBuffer.allocate((int) count);
    blocks.add(before);
    blocks.add(last.array());
    size = before.length;
  }

  /// @param spare how long a new block is at least, for what may follow
  private void move(ByteBuffer fragment, int spare) {
    int end = fragment.limit();
    while (fragment.hasRemaining()) {
      if (!last.hasRemaining()) {
        last = ByteBuffer.allocate(Math.max(end - fragment.position(), spare));
        blocks.add(last.array());
      }
      int count = Math.min(fragment.remaining(), last.remaining());
      last.put(fragment.limit(fragment.position() + count));
      fragment.limit(end);
      size += count;
    }
  }

  private void check(ByteBuffer fragment, int largest) throws ProtocolException {
    if (fragment.remaining() > largest - size) {
      throw new ProtocolException(
          "item of more than " + largest + " bytes, the largest that was allowed");
    }
  }
}
