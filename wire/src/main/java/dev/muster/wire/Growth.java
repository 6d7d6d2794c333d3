package dev.muster.wire;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// How much credit is given in advance on all channels for items that are longer than their windows
/// and not whole yet, and how much memory is taken for such.
///
/// Without a bound, an end that begins a large item on each of many channels and finishes none
/// would fill our memory. So there is a budget, and beyond it only one item grows at a time; the
/// others wait for it. Memory for all of an item is taken within the budget alone.
///
/// Guarded by the lock of its [Mux].
final class Growth {

  private final long budget;
  private final ArrayDeque<Channel> waiting = new ArrayDeque<>(0);
  private long total;
  private @Nullable Channel beyond;

  Growth(long budget) {
    this.budget = budget;
  }

  /// Asks for `bytes` more for the item that arrives on `channel`.
  ///
  /// @return whether it may have them; if not, it waits for [#next]
  boolean grow(Channel channel, long bytes) {
    long more = bytes - Math.min(bytes, channel.placed);
    if (more > 0 && total + more > budget && beyond != channel) {
      if (beyond != null) {
        waiting.remove(channel);
        waiting.add(channel);
        return false;
      }
      beyond = channel;
    }
    channel.placed -= bytes - more;
    channel.grown += more;
    total += more;
    return true;
  }

  /// Asks for memory for all of the item that arrives on `channel`. What it was given in advance
  /// counts, and what it will be is paid by this.
  ///
  /// @return whether it may have it
  boolean place(Channel channel, long bytes) {
    long more = Math.max(0, bytes - channel.grown);
    if (total + more > budget) {
      return false;
    }
    total += more;
    channel.grown += more;
    channel.placed = more;
    return true;
  }

  /// Takes note that the item on `channel` is whole, or will never be.
  void settled(Channel channel) {
    if (channel.grown > 0) {
      total -= channel.grown;
      channel.grown = 0;
      channel.placed = 0;
    }
    if (beyond == channel) {
      beyond = null;
    }
  }

  /// Returns a channel that may ask again, or null.
  @Nullable Channel next() {
    return beyond == null ? waiting.poll() : null;
  }
}
