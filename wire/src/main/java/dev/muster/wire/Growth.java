package dev.muster.wire;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Which items may go on that are longer than their windows and not whole yet.
///
/// Without a bound, an end that begins a large item on each of many channels and finishes none
/// would fill our memory. So there is a budget for the credit that such items are given in advance.
/// One item at a time, the free one, is not counted: it may become as long as items may, and memory
/// may be taken for all of it. What the budget has no room for waits until it has, or until it may
/// be the free one.
///
/// Guarded by the lock of its [Mux].
final class Growth {

  private final long budget;
  private final ArrayDeque<Channel> waiting = new ArrayDeque<>(0);
  private long total;
  private @Nullable Channel free;

  Growth(long budget) {
    this.budget = budget;
  }

  /// Asks for `bytes` more for the item that arrives on `channel`.
  ///
  /// @return whether it may have them; if not, it waits for [#next]
  boolean grow(Channel channel, long bytes) {
    if (free != channel && total + bytes <= budget) {
      total += bytes;
      channel.grown += bytes;
      return true;
    }
    boolean goesOn = setFree(channel);
    if (!goesOn && !waiting.contains(channel)) {
      waiting.add(channel);
    }
    return goesOn;
  }

  /// Lets the item that arrives on `channel` be the free one, unless another is.
  boolean setFree(Channel channel) {
    if (free == null) {
      free = channel;
      uncount(channel);
    }
    return free == channel;
  }

  /// Takes note that the item on `channel` is whole, or will never be.
  void settled(Channel channel) {
    uncount(channel);
    if (free == channel) {
      free = null;
    }
    waiting.remove(channel);
  }

  /// Returns a channel that may ask again, or null. If it is refused there is hardly room for the
  /// others: they are asked when the next item ends.
  @Nullable Channel next() {
    return free == null || total < budget ? waiting.poll() : null;
  }

  private void uncount(Channel channel) {
    total -= channel.grown;
    channel.grown = 0;
  }
}
