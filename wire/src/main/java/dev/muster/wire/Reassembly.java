package dev.muster.wire;

import dev.muster.wire.value.ValueCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fragments of one item until it is whole.
///
/// Grows with what arrived: at most twice as much memory is taken. It grows by blocks that are
/// never copied, and that become long enough for garbage collectors to leave them where they are:
/// moving the fragments of a long item would stop everything for longer than it took to receive
/// them.
///
/// An array of bytes is put where it stays. Memory for all of it is taken when a sixteenth has
/// come, if it is not longer than it may be for that; for a longer one its owner is asked, see
/// [#wanted]. What is whole and has less than half of the memory that it has taken gives it back: a
/// stranger could begin long arrays and end them at once.
///
/// Guarded by the lock of its [Mux].
final class Reassembly {

  private static final int LONGEST_BLOCK = 4 << 20;

  /// How many times as much as has come an array may take.
  private static final int SHARE = 16;

  private final int free;
  private final int longest;
  private List<byte[]> blocks = List.of();
  private ByteBuffer last = ByteBuffer.allocate(0);
  private int size;
  private long cost;
  private boolean begun;

  /// Where the elements of an array begin that has no place yet, and how many they are; else 0.
  private int head;

  private int count;

  /// Where the elements go once what precedes them is there, or null.
  private byte @Nullable [] place;

  /// @param free the longest array for which memory is taken before it has come
  /// @param longest the longest for which it may be asked; none is longer
  Reassembly(int free, int longest) {
    this.free = free;
    this.longest = longest;
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
      look(fragment.duplicate());
    }
    if (count > 0 && count <= free && size + fragment.remaining() >= count / SHARE) {
      makePlace();
    }
    cost += charge;
    move(fragment, Math.min(size, LONGEST_BLOCK));
  }

  /// Returns how many bytes to ask for, for an array of which a sixteenth has come; 0 if for none.
  int wanted() {
    return count > free && size >= count / SHARE ? count : 0;
  }

  /// Takes the answer to what was [#wanted].
  void answered(boolean granted) {
    if (granted) {
      makePlace();
    } else {
      count = 0; // later there would be more to move
    }
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
    if (last.remaining() > size) {
      blocks.set(blocks.size() - 1, Arrays.copyOf(last.array(), last.position()));
    }
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
    count = 0;
    place = null;
  }

  /// Takes note of an array that goes on.
  private void look(ByteBuffer first) {
    int start = first.position();
    long said = ValueCodec.bytesCount(first);
    if (said > first.remaining() && said <= longest) {
      head = first.position() - start;
      count = (int) said;
    }
  }

  /// Makes a block for what precedes the elements of the array and one for those, and puts there
  /// what has come.
  private void makePlace() {
    List<byte[]> before = blocks;
    int left = size;
    blocks = new ArrayList<>(2);
    size = 0;
    last = ByteBuffer.allocate(head);
    blocks.add(last.array());
    place = new byte[count];
    count = 0;
    for (byte[] block : before) {
      int held = Math.min(left, block.length);
      move(ByteBuffer.wrap(block, 0, held), 0);
      left -= held;
    }
  }

  /// @param spare how long a new block is at least, for what may follow
  private void move(ByteBuffer fragment, int spare) {
    int end = fragment.limit();
    while (fragment.hasRemaining()) {
      if (!last.hasRemaining()) {
        last = nextBlock(end - fragment.position(), spare);
        blocks.add(last.array());
      }
      int moved = Math.min(fragment.remaining(), last.remaining());
      last.put(fragment.limit(fragment.position() + moved));
      fragment.limit(end);
      size += moved;
    }
  }

  private ByteBuffer nextBlock(int least, int spare) {
    byte[] made = place;
    place = null;
    return made == null ? ByteBuffer.allocate(Math.max(least, spare)) : ByteBuffer.wrap(made);
  }

  private void check(ByteBuffer fragment, int largest) throws ProtocolException {
    if (fragment.remaining() > largest - size) {
      throw new ProtocolException(
          "item of more than " + largest + " bytes, the largest that was allowed");
    }
  }
}
