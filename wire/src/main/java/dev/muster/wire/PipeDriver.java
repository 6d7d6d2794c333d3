package dev.muster.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Moves the bytes of a [Mux] through a [Pipe], with a thread or two that read and one that writes.
///
/// Where it can tell that nobody has to wait, it saves changes of threads, which is most of what a
/// short call costs: who sends little writes it, and who waits in an [Inbox] reads for itself.
/// Nobody ever waits longer than its limit for a peer that has stopped.
///
/// While nobody waits in an inbox or for room in a channel, what comes may be left lying for two
/// milliseconds.
public final class PipeDriver implements AutoCloseable, Driver {

  /// What the reading half asks for.
  private final class Readers implements PipeReader.Owner {
    @Override
    public Thread thread(Runnable run) {
      return PipeDriver.this.thread(run, "reader");
    }

    @Override
    public void afterRead() {
      if (reader.isOver()) {
        writer.stop();
      } else if (mux.isOver()) {
        writer.wake();
      }
    }
  }

  private final Mux mux;
  private final Pipe pipe;
  private final String name;
  private final PipeReader reader;
  private final PipeWriter writer;

  /// Those that were started and not seen to have ended. Guarded by itself.
  private final List<Thread> threads = new ArrayList<>(3);

  private PipeDriver(Mux mux, Pipe pipe, String name) {
    this.mux = mux;
    this.pipe = pipe;
    this.name = name;
    this.reader = new PipeReader(mux, pipe, pipe.buffer(), new Readers());
    this.writer = new PipeWriter(mux, pipe, reader);
  }

  /// Begins to drive `mux` through `pipe`, which it owns from now on.
  ///
  /// @param name begins the names of its threads
  public static PipeDriver start(Mux mux, Pipe pipe, String name) {
    PipeDriver driver = new PipeDriver(mux, pipe, name);
    driver.writer.start(driver.thread(driver.writer, "writer"));
    mux.drivenBy(driver);
    driver.reader.start();
    return driver;
  }

  /// Waits until the pipe has ended and all threads with it.
  ///
  /// @return whether that is so; false if `limit` has passed
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + Clamp.nanos(limit);
    Thread next = first();
    while (next != null) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 && next.isAlive()) {
        return false;
      }
      next.join(Math.max(1, left));
      next = first();
    }
    return true;
  }

  /// As [#close(Duration)] with a second.
  @Override
  public void close() {
    close(Duration.ofSeconds(1));
  }

  /// Ends the connection with an empty BYE if it has not ended, and waits until the other end has
  /// closed its side. When `grace` has passed or the thread is interrupted, the pipe is closed all
  /// the same; a thread that is inside a stream which cannot be closed meanwhile ends when the
  /// process at the other end does.
  public void close(Duration grace) {
    mux.bye(new byte[0]);
    boolean interrupted = false;
    try {
      awaitEnd(grace);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    writer.stop();
    if (pipe.closingWakes()) {
      pipe.endOutput();
      pipe.endInput();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void output() {
    writer.output();
  }

  @Override
  public boolean runHere(Runnable job) {
    return reader.runHere(job);
  }

  @Override
  public boolean readUntil(BooleanSupplier arrived, long nanos) throws InterruptedException {
    return reader.readUntil(arrived, nanos);
  }

  @Override
  public void waiting(int more) {
    reader.waiting(more);
  }

  private Thread thread(Runnable run, String role) {
    Thread made = new Thread(run, name + " " + role);
    made.setDaemon(true);
    synchronized (threads) {
      forgetEnded();
      threads.add(made);
    }
    return made;
  }

  /// Returns one that has not ended, or null.
  private @Nullable Thread first() {
    synchronized (threads) {
      forgetEnded();
      return threads.isEmpty() ? null : threads.get(0);
    }
  }

  private void forgetEnded() {
    Iterator<Thread> all = threads.iterator();
    while (all.hasNext()) {
      if (all.next().getState() == Thread.State.TERMINATED) {
        all.remove();
      }
    }
  }
}
