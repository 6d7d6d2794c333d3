package dev.muster.fleet;

import dev.muster.ssh.loop.Link;
import dev.muster.ssh.packet.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The way out of one connection: everything that a step says leaves in one write; what the socket
/// does not take waits here. Can be held, made to drip, and cut off. Confined to the loop.
final class Outbox {

  private static final int STEP_BYTES = 1 << 17;

  /// From here on the connection reads no more, so that what waits stays bounded.
  private static final int CROWDED_BYTES = 1 << 18;

  private final Link link;
  private final Scratch scratch;
  private @Nullable ByteBuffer waiting;
  private long allowance = Long.MAX_VALUE;
  private boolean held;

  Outbox(Link link, Scratch scratch) {
    this.link = link;
    this.scratch = scratch;
  }

  /// Returns how many bytes of data may be said now.
  int room() {
    return waiting != null ? 0 : Math.max(0, STEP_BYTES - scratch.out().position());
  }

  /// Returns whether something waits for the socket, and nothing else.
  boolean isBlocked() {
    return waiting != null && !held;
  }

  /// Returns whether something waits, for whatever reason.
  boolean isWaiting() {
    return waiting != null;
  }

  /// Returns whether so much waits that nothing more should be asked for.
  boolean isCrowded() {
    return waiting != null && waiting.remaining() > CROWDED_BYTES;
  }

  /// Keeps everything back from now on, or no more.
  void hold(boolean hold) {
    held = hold;
  }

  /// Lets so many more bytes through; the connection breaks after them.
  void allow(long bytes) {
    allowance = bytes;
  }

  /// Sends what this step said, as far as the socket takes it.
  ///
  /// @return whether anything was said
  /// @throws IOException if the connection is gone or its allowance used up
  boolean flush() throws IOException {
    ByteBuffer out = scratch.out();
    if (out.position() == 0) {
      return false;
    }
    try {
      out.flip();
      if (waiting == null && !held) {
        write(out, Integer.MAX_VALUE);
      }
      if (out.hasRemaining()) {
        keep(out);
      }
    } finally {
      scratch.clearOut();
    }
    return true;
  }

  /// Sends at most `limit` bytes of what waits, as far as the socket takes it now.
  void drain(int limit) throws IOException {
    ByteBuffer rest = waiting;
    if (rest != null) {
      write(rest, limit);
      if (!rest.hasRemaining()) {
        waiting = null;
      }
    }
  }

  private void write(ByteBuffer bytes, int limit) throws IOException {
    int end = bytes.limit();
    long most = Math.min(Math.min(limit, allowance), bytes.remaining());
    bytes.limit(bytes.position() + (int) most);
    int from = bytes.position();
    int count = 1;
    while (bytes.hasRemaining() && count > 0) {
      count = link.write(bytes);
    }
    bytes.limit(end);
    if (allowance != Long.MAX_VALUE) {
      allowance -= bytes.position() - from;
      if (allowance == 0) {
        throw new IOException("cut off");
      }
    }
  }

  private void keep(ByteBuffer more) {
    int before = waiting == null ? 0 : waiting.remaining();
    ByteBuffer kept = ByteBuffer.allocate(before + more.remaining());
    if (waiting != null) {
      kept.put(waiting);
    }
    waiting = kept.put(more).flip();
  }
}
