package dev.muster.ssh.forward;

import dev.muster.ssh.channel.StreamChannel;

/// How much the far side may send ahead on one stream: little at first, and twice as much each time
/// that whoever takes it has kept up with a whole window, as long as there is memory to spare.
///
/// A window that is always large would let a server fill memory with streams that nobody reads; one
/// that is always small would make streams slow where the server is far away. Confined to the loop.
final class Appetite {

  /// What 50 ms at 300 Mbit/s need.
  private static final int MOST_BYTES = 1 << 21;

  private final Forwards all;
  private int window = Forwards.WINDOW_BYTES;
  private int taken;

  Appetite(Forwards all) {
    this.all = all;
  }

  /// Takes note that `count` bytes were dealt with, and nothing waits any more.
  void satisfied(int count, StreamChannel from) {
    taken = Math.min(window, taken + count);
    if (taken < window || window >= MOST_BYTES) {
      return;
    }
    taken = 0;
    int more = all.spare(window);
    if (more > 0 && from.widen(more)) {
      window += more;
    } else {
      all.spared(more);
    }
  }

  /// Gives back what it took, once nothing comes any more.
  void end() {
    all.spared(window - Forwards.WINDOW_BYTES);
    window = Forwards.WINDOW_BYTES;
  }
}
