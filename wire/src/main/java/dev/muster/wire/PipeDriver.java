package dev.muster.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Moves the bytes of a [Mux] through a [Pipe] with two threads, one that reads and one that writes.
///
/// A small message does not go through the writing thread: whoever sends writes it, if the pipe is known to have
/// room, so that nobody ever waits for a peer that has stopped. Whoever sends much without hearing an answer
/// leaves it to the writing thread, which puts many items into one write.
public final class PipeDriver implements AutoCloseable {

  /// As much as a pipe of Linux holds: what is longer makes both ends wait for each other more often.
  private static final int BUFFER = 64 << 10;

  private static final int SMALL = 4096;

  private final Mux mux;
  private final Pipe pipe;
  private final Thread reader;
  private final Thread writer;
  private final CountDownLatch ended = new CountDownLatch(2);

  /// What was told and not yet dealt with. Whoever takes it from 0 owns the output until it is 0 again, or
  /// hands it to the writing thread.
  private final AtomicInteger told = new AtomicInteger();

  private final byte[] small = new byte[SMALL];

  /// Whether the writing thread owns the output.
  private volatile boolean handed;

  private volatile boolean over;

  /// Counts what was read, to tell a dialogue from a stream. Written by the reading thread.
  private volatile int reads;

  /// The count when something was last written at once. Only who owns the output touches it.
  private int readsThen = -1;

  /// Why a write failed, for the writing thread to tell.
  private volatile @Nullable Exception failure;

  private PipeDriver(Mux mux, Pipe pipe, String name) {
    this.mux = mux;
    this.pipe = pipe;
    this.reader = new Thread(this::read, name + " reader");
    this.writer = new Thread(this::write, name + " writer");
    reader.setDaemon(true);
    writer.setDaemon(true);
  }

  /// Begins to drive `mux` through `pipe`, which it owns from now on.
  ///
  /// @param name begins the names of both threads
  public static PipeDriver start(Mux mux, Pipe pipe, String name) {
    PipeDriver driver = new PipeDriver(mux, pipe, name);
    driver.writer.start();
    driver.reader.start();
    mux.drivenBy(driver::output);
    return driver;
  }

  /// Waits until the pipe has ended and both threads with it.
  ///
  /// @return whether that is so; false if `limit` has passed
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(Clamp.nanos(limit), TimeUnit.NANOSECONDS);
  }

  /// Ends the connection with an empty BYE if it has not ended, lets the other end close its side for a second, and
  /// closes the pipe.
  @Override
  public void close() {
    close(Duration.ofSeconds(1));
  }

  /// Ends the connection with an empty BYE if it has not ended, and waits until the other end has closed its side.
  /// When `grace` has passed or the thread is interrupted, the pipe is closed all the same; a thread that is inside
  /// a stream which cannot be closed meanwhile ends when the process at the other end does.
  public void close(Duration grace) {
    mux.bye(new byte[0]);
    boolean interrupted = false;
    try {
      awaitEnd(grace);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    over = true;
    LockSupport.unpark(writer);
    if (pipe.closingWakes()) {
      closeQuietly(pipe::closeOutput);
      closeQuietly(pipe::closeInput);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- reading

  private void read() {
    ByteBuffer buffer = buffer();
    try {
      int count = pipe.read(buffer);
      while (count >= 0) {
        reads++; // no other thread writes it
        mux.received(buffer.flip());
        if (mux.isOver()) {
          LockSupport.unpark(writer); // to close, when BYE is written
        }
        buffer.clear();
        count = pipe.read(buffer);
      }
      mux.inputEnded();
    } catch (IOException | RuntimeException e) {
      mux.failed(e);
    } finally {
      over = true;
      LockSupport.unpark(writer);
      closeQuietly(pipe::closeInput);
      ended.countDown();
    }
  }

  // --- writing

  /// There is something to send.
  private void output() {
    if (told.getAndIncrement() != 0) {
      return;
    }
    if (!writeNow()) {
      handed = true;
      LockSupport.unpark(writer);
    } else if (mux.isOver()) {
      LockSupport.unpark(writer); // to close
    }
  }

  /// Writes what there is if it is little and certain not to wait.
  ///
  /// @return false if the writing thread has to go on
  private boolean writeNow() {
    try {
      int seen = told.get();
      while (reads != readsThen && pipe.room() >= SMALL) {
        readsThen = reads;
        ByteBuffer buffer = ByteBuffer.wrap(small);
        boolean more = mux.fill(buffer);
        if (buffer.position() > 0) {
          pipe.writeNow(small, buffer.position());
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

  private void write() {
    ByteBuffer buffer = buffer();
    try {
      while (await()) {
        writeAll(buffer);
      }
    } catch (IOException | RuntimeException e) {
      mux.failed(e);
    } finally {
      closeQuietly(pipe::closeOutput);
      ended.countDown();
    }
  }

  /// Waits until the output is handed over.
  ///
  /// @return false if there will be none
  private boolean await() {
    // The lock that the first question takes may use up the wake-up, so the others are asked after it.
    while (!mux.isSpent() && !over && !handed) {
      LockSupport.park(this);
    }
    Exception failed = failure;
    if (failed != null) {
      mux.failed(failed);
    }
    return handed && failed == null;
  }

  private void writeAll(ByteBuffer buffer) throws IOException {
    handed = false;
    int seen = told.get();
    while (seen != 0) {
      boolean more = true;
      while (more) {
        buffer.clear();
        more = mux.fill(buffer);
        pipe.write(buffer.flip());
      }
      seen = told.addAndGet(-seen);
    }
  }

  private ByteBuffer buffer() {
    return pipe.likesDirect() ? ByteBuffer.allocateDirect(BUFFER) : ByteBuffer.allocate(BUFFER);
  }

  /// Something that may fail where nobody can do anything about it any more.
  private interface Closing {
    void close() throws IOException;
  }

  private static void closeQuietly(Closing what) {
    try {
      what.close();
    } catch (IOException e) {
      // The pipe is gone either way.
    }
  }
}
