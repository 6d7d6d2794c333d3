package dev.muster.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The half of a [PipeDriver] that writes.
///
/// Whoever has something to send writes it, if it is little, the pipe seems to have room, and
/// something was read since the last time: then it is a dialogue, and a change of threads would
/// cost more than all the rest. Otherwise it is left to the writing thread, which puts as much as
/// there is into one write; and what there was no room for after all is left to it too.
///
/// The output has an owner from the moment that the mux tells of something to send until all of it
/// is written; the count of what was told goes from 0 to 1 for the owner only.
final class PipeWriter implements Runnable {

  /// What an empty pipe takes at once.
  private static final int SMALL = FilePipe.ROOM_WHEN_EMPTY;

  private final Mux mux;
  private final Pipe pipe;
  private final PipeReader reader;
  private final AtomicInteger told = new AtomicInteger();

  /// Written before it starts.
  private volatile @Nullable Thread thread;

  /// Whether the writing thread owns the output.
  private volatile boolean handed;

  /// Why a write of somebody else's failed.
  private volatile @Nullable Exception failure;

  private volatile boolean over;

  // Of the owner.

  /// Of the writing thread; made when it has something to do. Or null.
  private @Nullable ByteBuffer buffer;

  private final byte[] small = new byte[SMALL];
  private int readsThen = -1;

  /// What of [#small] was not written, or null.
  private @Nullable ByteBuffer rest;

  PipeWriter(Mux mux, Pipe pipe, PipeReader reader) {
    this.mux = mux;
    this.pipe = pipe;
    this.reader = reader;
  }

  void start(Thread made) {
    thread = made;
    made.start();
  }

  /// There is something to send.
  void output() {
    if (told.getAndIncrement() != 0) {
      return;
    }
    if (!writeNow()) {
      handed = true;
      wake();
    } else if (mux.isOver()) {
      wake(); // to close
    }
  }

  /// Lets the writing thread see that the connection has ended.
  void wake() {
    LockSupport.unpark(thread);
  }

  /// Lets the writing thread end, written or not.
  void stop() {
    over = true;
    wake();
  }

  /// Writes what there is if it is little, and as far as that can be done without waiting.
  ///
  /// @return false if the writing thread has to go on
  private boolean writeNow() {
    try {
      int seen = told.get();
      while (reader.reads() != readsThen && pipe.room() >= SMALL) {
        readsThen = reader.reads();
        ByteBuffer into = ByteBuffer.wrap(small);
        boolean more = mux.fill(into);
        if (into.position() > 0) {
          int written = pipe.writeNow(small, into.position());
          if (written < into.position()) {
            rest = into.flip().position(written);
            return false;
          }
        }
        if (more) {
          return false;
        }
        seen = told.addAndGet(-seen);
        if (seen == 0) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    return false;
  }

  @Override
  public void run() {
    try {
      while (await()) {
        writeAll();
      }
    } catch (IOException | RuntimeException | Error e) {
      mux.failed(e);
    } finally {
      pipe.endOutput();
    }
  }

  /// Waits until the output is handed over.
  ///
  /// @return false if there will be none
  private boolean await() {
    // The lock that the first question takes may use up a wake-up, so the others are asked after
    // it. What is spent may still be in the hands of who writes it: while something is told, the
    // output has an owner, who wakes this when it is done.
    while (!(mux.isSpent() && told.get() == 0) && !over && !handed) {
      LockSupport.park(this);
    }
    Exception failed = failure;
    if (failed != null) {
      mux.failed(failed);
    }
    return handed && failed == null;
  }

  private void writeAll() throws IOException {
    handed = false;
    ByteBuffer into = buffer == null ? pipe.buffer() : buffer;
    buffer = into;
    int seen = told.get();
    ByteBuffer left = rest;
    if (left != null) {
      rest = null;
      pipe.write(left);
    }
    while (seen != 0) {
      boolean more = true;
      while (more) {
        more = mux.fill(into.clear());
        pipe.write(into.flip());
      }
      seen = told.addAndGet(-seen);
    }
  }
}
