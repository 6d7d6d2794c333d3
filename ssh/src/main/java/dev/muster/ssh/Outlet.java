package dev.muster.ssh;

import dev.muster.ssh.loop.Link;
import dev.muster.ssh.packet.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The way out of one connection: everything that a step says leaves in one write; what the socket
/// does not take waits here, within limits.
///
/// Holds nothing while the socket takes everything. Confined to the loop.
final class Outlet {

  /// The most data that one step may add; answers and credit come on top.
  private static final int STEP_BYTES = 1 << 17;

  /// The most that may wait. Data never waits here for long, so only answers to a peer that does
  /// not read them come to this: it would fill our memory with them.
  private static final int MAX_WAITING = 1 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Link link;
  private final Scratch scratch;
  private @Nullable ByteBuffer waiting;

  Outlet(Link link, Scratch scratch) {
    this.link = link;
    this.scratch = scratch;
  }

  /// Returns how many bytes of data may be said now.
  int room() {
    return waiting != null ? 0 : Math.max(0, STEP_BYTES - scratch.out().position());
  }

  /// Returns whether the socket has to take more before anything else can leave.
  boolean isBlocked() {
    return waiting != null;
  }

  /// Sends what this step said, as far as the socket takes it.
  ///
  /// @return whether anything was sent
  /// @throws IOException if the connection is gone or the peer does not read what it asks for
  boolean flush() throws IOException {
    ByteBuffer out = scratch.out();
    if (out.position() == 0) {
      return false;
    }
    try {
      out.flip();
      if (waiting == null) {
        write(out);
      }
      if (out.hasRemaining()) {
        keep(out);
      }
    } finally {
      scratch.clearOut();
    }
    return true;
  }

  /// Sends what waits, as far as the socket takes it now.
  void drain() throws IOException {
    ByteBuffer rest = waiting;
    if (rest != null) {
      write(rest);
      if (!rest.hasRemaining()) {
        waiting = null;
      }
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    int count = 1;
    while (bytes.hasRemaining() && count > 0) {
      count = link.write(bytes);
    }
  }

  /// What waits grows at its end: copied each time, a peer that asks for one small answer after the
  /// other and reads none would have all of it copied for each.
  private void keep(ByteBuffer more) throws IOException {
    ByteBuffer kept = waiting == null ? NOTHING : waiting;
    int total = kept.remaining() + more.remaining();
    if (total > MAX_WAITING) {
      throw new IOException("it does not read the answers it asks for");
    }
    if (kept.capacity() - kept.limit() < more.remaining()) {
      kept = ByteBuffer.allocate(waiting == null ? total : 2 * total).put(kept).flip();
    }
    int end = kept.limit();
    kept.limit(end + more.remaining()).put(end, more, more.position(), more.remaining());
    waiting = kept;
  }
}
