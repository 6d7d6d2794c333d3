package dev.muster.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/// One end of a pipe in memory, which holds so many bytes each way and behaves as those of the
/// system do.
final class MemoryPipe extends Pipe {

  /// What is on its way in one direction.
  private static final class Way {
    private final byte[] bytes;
    private int from;
    private int count;
    private boolean writerClosed;
    private boolean readerClosed;
    private int wakes;

    Way(int capacity) {
      bytes = new byte[capacity];
    }

    synchronized int read(ByteBuffer into, boolean borrowed) throws IOException {
      int seen = wakes;
      while (count == 0 && !writerClosed && !readerClosed) {
        if (borrowed && (wakes != seen || Thread.currentThread().isInterrupted())) {
          return 0;
        }
        await(borrowed);
      }
      if (readerClosed) {
        throw new IOException("closed");
      }
      if (count == 0) {
        return -1;
      }
      int taken = Math.min(count, into.remaining());
      for (int i = 0; i < taken; i++) {
        into.put(bytes[(from + i) % bytes.length]);
      }
      from = (from + taken) % bytes.length;
      count -= taken;
      notifyAll();
      return taken;
    }

    @SuppressWarnings("WaitNotInLoop") // who calls it looks again
    private void await(boolean borrowed) throws IOException {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        if (!borrowed) {
          throw new InterruptedIOException("interrupted");
        }
      }
    }

    synchronized void write(ByteBuffer from) throws IOException {
      while (from.hasRemaining()) {
        while (count == bytes.length && !readerClosed && !writerClosed) {
          await(false);
        }
        if (readerClosed || writerClosed) {
          throw new IOException("broken pipe");
        }
        while (from.hasRemaining() && count < bytes.length) {
          bytes[(this.from + count++) % bytes.length] = from.get();
        }
        notifyAll();
      }
    }

    synchronized int room() {
      return count == 0 ? bytes.length : 0;
    }

    synchronized void wake() {
      wakes++;
      notifyAll();
    }

    synchronized void close(boolean ofReader) {
      readerClosed |= ofReader;
      writerClosed |= !ofReader;
      notifyAll();
    }
  }

  private final Way in;
  private final Way out;
  private final boolean knowing;
  private final boolean stingy;

  private MemoryPipe(Way in, Way out, PipeKind kind) {
    this.in = in;
    this.out = out;
    this.knowing = kind != PipeKind.STREAM;
    this.stingy = kind == PipeKind.HALF;
  }

  /// Returns both ends.
  static MemoryPipe[] pair(int capacity, PipeKind kind) {
    Way there = new Way(capacity);
    Way back = new Way(capacity);
    return new MemoryPipe[] {new MemoryPipe(back, there, kind), new MemoryPipe(there, back, kind)};
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return in.read(into, false);
  }

  @Override
  boolean canBorrow() {
    return knowing;
  }

  @Override
  int readBorrowed(ByteBuffer into) throws IOException {
    return in.read(into, true);
  }

  @Override
  void wakeBorrower() {
    in.wake();
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    out.write(from);
  }

  @Override
  int room() {
    return knowing ? out.room() : 0;
  }

  @Override
  int writeNow(byte[] bytes, int count) throws IOException {
    if (count > out.room()) {
      throw new AssertionError("written where there is no room");
    }
    int taken = stingy ? count / 2 : count;
    out.write(ByteBuffer.wrap(bytes, 0, taken));
    return taken;
  }

  @Override
  public void closeInput() {
    in.close(true);
  }

  @Override
  public void closeOutput() {
    out.close(false);
  }

  @Override
  boolean closingWakes() {
    return true;
  }

  @Override
  ByteBuffer buffer() {
    return ByteBuffer.allocate(32 << 10);
  }
}
