package dev.muster.wire;

import dev.muster.wire.value.ValueCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fragments of one item until it is whole.
///
/// Grows with what arrived, by blocks that are never copied: at most twice as much memory is taken.
/// They become long enough for garbage collectors to leave them where they are: moving the
/// fragments of a long item would stop everything for longer than it took to receive them.
///
/// An array of bytes is put where it stays. Memory for all of it is taken when a sixteenth has
/// come: for a short one at once, for a longer one if its owner gives it, see [#wanted]. What is
/// whole and has less than half of the memory that it has taken gives it back: a stranger could
/// begin long arrays and end them at once.
///
/// Guarded by the lock of its [Mux].
final class Reassembly {

  /// A little less than 4 MiB, so that with its header it takes no further region of the heap.
  private static final int LONGEST_BLOCK = (4 << 20) - 64;

  /// How many times as much as has come an array may take.
  private static final int SHARE = 16;

  private final int unasked;
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

  /// @param unasked the longest array for which memory is taken before it has come
  /// @param longest the longest for which memory is wanted; longer ones come in blocks
  Reassembly(int unasked, int longest) {
    this.unasked = unasked;
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
    if (count > 0 && count <= unasked && size + fragment.remaining() >= count / SHARE) {
      move(new byte[count]);
    }
    cost += charge;
    move(fragment, Math.min(size, LONGEST_BLOCK));
  }

  /// Returns how much memory an array wants of which a sixteenth has come; 0 if none.
  int wanted() {
    return count > unasked && size >= count / SHARE ? count : 0;
  }

  /// Takes what was [#wanted], or null if there is none. Does nothing if it is wanted no more.
  void placed(byte @Nullable [] made) {
    if (count == 0) {
      return;
    }
    if (made == null) {
      count = 0; // later there would be more to move
    } else {
      move(made);
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

  /// Makes a block for what precedes the elements of the array, and puts there and into `made` what
  /// has come.
  private void move(byte[] made) {
    List<byte[]> before = blocks;
    int left = size;
    blocks = new ArrayList<>(2);
    size = 0;
    last = ByteBuffer.allocate(head);
    blocks.add(last.array());
    place = made;
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
