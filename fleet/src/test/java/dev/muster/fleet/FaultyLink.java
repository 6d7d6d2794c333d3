package dev.muster.fleet;

import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A link that moves a few bytes at a time, takes nothing at every second write, and breaks at one
/// operation of one kind.
final class FaultyLink implements Link {

  private final Link inner;
  private final int failingRead;
  private final int failingWrite;
  private final int most;
  private int reads;
  private int writes;

  /// Makes one.
  ///
  /// @param failingRead the number of the read that fails, from 1 on; 0: none
  /// @param failingWrite the number of the write that fails, from 1 on; 0: none
  /// @param most how many bytes one operation moves at most
  FaultyLink(Link inner, int failingRead, int failingWrite, int most) {
    this.inner = inner;
    this.failingRead = failingRead;
    this.failingWrite = failingWrite;
    this.most = most;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (++reads == failingRead) {
      throw new IOException("read " + reads + " fails");
    }
    int limit = into.limit();
    into.limit(into.position() + Math.min(most, into.remaining()));
    try {
      return inner.read(into);
    } finally {
      into.limit(limit);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    if (++writes == failingWrite) {
      throw new IOException("write " + writes + " fails");
    }
    if (writes % 2 == 0) {
      return 0;
    }
    int limit = from.limit();
    from.limit(from.position() + Math.min(most, from.remaining()));
    try {
      return inner.write(from);
    } finally {
      from.limit(limit);
    }
  }
}
