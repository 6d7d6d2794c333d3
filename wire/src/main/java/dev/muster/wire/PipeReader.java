package dev.muster.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The half of a [PipeDriver] that reads: one thread at a time, but not always the same.
///
/// A change of threads costs more than all else that a short call does. So whoever holds the turn
/// to read may let it lie and do something that is expected to be short: run a job that has just
/// come, or return to a caller whose answer has. Whoever comes to wait for something takes a turn
/// that lies there and reads for itself.
///
/// ```
///   a reading thread ──takes──▶ HELD ──a job came, or an answer for somebody──▶ FREE
///                                ▲                                                │
///                                ├──── the job ended, or somebody came to wait ───┤
///                                └──── the watching thread: nobody took it ───────┘
/// ```
///
/// A second thread watches: when the turn has been free for a millisecond or two and nobody has
/// used it, it takes the turn; at once, if a thread waits to be woken. So nothing that comes is
/// left lying for longer, whatever the job does. While the turn is held the watching thread sleeps.
final class PipeReader {

  /// How often the watching thread looks while the turn goes to and fro.
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);

  /// How many ticks without a change send it to sleep.
  private static final int CALM_TICKS = 16;

  /// More than this at once is no short answer but a stream, whose reader had better go on.
  private static final int SHORT = 4096;

  /// Whom it reads for.
  interface Owner {

    /// Makes a thread.
    Thread thread(Runnable run);

    /// Something was read and handed on, or the end.
    void afterRead();
  }

  /// What a reading thread does.
  private final class Life implements Runnable {
    private final boolean watchesFirst;

    Life(boolean watchesFirst) {
      this.watchesFirst = watchesFirst;
    }

    @Override
    public void run() {
      boolean stays = !watchesFirst || watch(false);
      while (stays && !over) {
        stays = take() ? readOn() : watch(false) || rest();
      }
    }
  }

  private final Mux mux;
  private final Pipe pipe;
  private final Owner owner;

  /// The turn: whether somebody reads.
  private final AtomicBoolean held = new AtomicBoolean();

  private final AtomicReference<@Nullable Thread> watcher = new AtomicReference<>();

  private final AtomicReference<@Nullable Thread> resting = new AtomicReference<>();

  /// Threads that wait to be woken by what comes.
  private final AtomicInteger waiting = new AtomicInteger();

  /// Whether the watching thread sleeps until it is woken.
  private volatile boolean asleep;

  private volatile boolean over;

  // What follows is written by who holds the turn.

  /// How often the turn was taken.
  private volatile int uses;

  /// How often something was read.
  private volatile int reads;

  /// When the thread that reads for itself has to be woken, by the clock of [System#nanoTime]; 0 if
  /// there is none.
  private volatile long until;

  private final ByteBuffer buffer;
  private @Nullable Runnable job;
  private @Nullable Thread mayRun;

  /// Whether what was read last is what a thread waited for.
  private boolean answered;

  PipeReader(Mux mux, Pipe pipe, ByteBuffer buffer, Owner owner) {
    this.mux = mux;
    this.pipe = pipe;
    this.buffer = buffer;
    this.owner = owner;
  }

  void start() {
    newThread(false);
  }

  /// Returns how often something was read; wraps round.
  int reads() {
    return reads;
  }

  boolean isOver() {
    return over;
  }

  // --- for users, by way of the driver

  boolean runHere(Runnable wanted) {
    if (!Thread.currentThread().equals(mayRun) || job != null) {
      return false;
    }
    job = wanted;
    return true;
  }

  void waiting(int more) {
    if (more < 0 && Thread.currentThread().equals(mayRun)) {
      answered = true;
    }
    if (waiting.addAndGet(more) > 0 && more > 0 && !held.get()) {
      watchNow();
    }
  }

  boolean readUntil(BooleanSupplier arrived, long nanos) throws InterruptedException {
    if (!pipe.canBorrow() || isVirtual() || !take()) {
      return false;
    }
    long deadline = System.nanoTime() + nanos;
    until = deadline == 0 ? 1 : deadline;
    if (asleep) {
      watchNow();
    }
    try {
      while (!arrived.getAsBoolean() && deadline - System.nanoTime() > 0) {
        if (over || !pipe.canBorrow()) {
          break;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        readFor(true);
      }
    } finally {
      until = 0;
      free();
    }
    return true;
  }

  /// Java 17 knows no virtual threads; later ones put them into a group of this name.
  private static boolean isVirtual() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return group != null && group.getName().equals("VirtualThreads");
  }

  // --- the turn

  private boolean take() {
    if (held.get() || !held.compareAndSet(false, true)) {
      return false;
    }
    int used = uses;
    uses = used + 1; // no other thread writes it
    return true;
  }

  private void free() {
    held.set(false);
    if (asleep || over || waiting.get() > 0) {
      watchNow();
    }
  }

  // --- threads

  /// Calls the thread that rests, or makes one.
  private void newThread(boolean watches) {
    Thread rested = resting.getAndSet(null);
    if (rested != null) {
      LockSupport.unpark(rested);
    } else {
      owner.thread(new Life(watches)).start();
    }
  }

  /// Waits to be called, so that threads are not made and ended by the call.
  ///
  /// @return whether it was called; false if another thread rests, or it is over
  private boolean rest() {
    Thread self = Thread.currentThread();
    if (!resting.compareAndSet(null, self)) {
      return false;
    }
    while (self.equals(resting.get()) && !over) {
      LockSupport.park(this);
    }
    return !over;
  }

  /// Reads until the turn is free, or it is over.
  ///
  /// @return whether this thread goes on with something else
  private boolean readOn() {
    while (!over) {
      answered = false;
      int count = readFor(false);
      Runnable here = job;
      job = null;
      if (here != null) {
        ensureWatcher();
        free();
        run(here);
        if (!take()) {
          return true;
        }
      } else if (answered && waiting.get() == 0 && count <= SHORT && pipe.canBorrow()) {
        return watch(true) || rest();
      }
    }
    free();
    return false;
  }

  private void run(Runnable here) {
    try {
      here.run();
    } catch (RuntimeException | Error e) {
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, e);
    }
    Thread.interrupted(); // one that came late is not for who reads
  }

  /// Reads once and hands on what came.
  private int readFor(boolean borrowed) {
    buffer.clear();
    try {
      int count = borrowed ? pipe.readBorrowed(buffer) : pipe.read(buffer);
      if (count < 0) {
        over = true;
        mux.inputEnded();
      } else if (count > 0) {
        int before = reads;
        reads = before + 1; // no other thread writes it
        mayRun = borrowed ? null : Thread.currentThread();
        mux.received(buffer.flip());
        mayRun = null;
        owner.afterRead();
      }
      return count;
    } catch (IOException | RuntimeException | Error e) {
      over = true;
      mux.failed(e);
      return -1;
    } finally {
      if (over) {
        closed();
      }
    }
  }

  private void closed() {
    pipe.endInput();
    owner.afterRead();
    LockSupport.unpark(watcher.get());
    LockSupport.unpark(resting.get());
  }

  // --- watching

  private void ensureWatcher() {
    if (watcher.get() == null) {
      newThread(true);
    }
  }

  private void watchNow() {
    Thread there = watcher.get();
    if (there != null) {
      LockSupport.unpark(there);
    } else if (!over) {
      newThread(false);
    }
  }

  /// Watches until the turn is to be taken, or it is over.
  ///
  /// @param frees whether this thread holds the turn and lets it lie
  /// @return whether the turn is to be taken; false if another thread watches, or it is over
  private boolean watch(boolean frees) {
    boolean mine = watcher.compareAndSet(null, Thread.currentThread());
    if (frees) {
      free();
    }
    if (!mine) {
      return false;
    }
    try {
      int seen = uses;
      int calm = 0;
      while (!over) {
        boolean free = !held.get();
        if (free && (waiting.get() > 0 || (calm > 0 && uses == seen))) {
          return true;
        }
        if (!free && calm > CALM_TICKS) {
          sleep();
          calm = 0;
        } else {
          LockSupport.parkNanos(this, TICK);
        }
        calm = uses == seen ? calm + 1 : 0;
        seen = uses;
        wakeLate();
      }
      return false;
    } finally {
      watcher.set(null);
    }
  }

  private void sleep() {
    asleep = true;
    long late = until;
    if (held.get() && !over) {
      if (late == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, late - System.nanoTime());
      }
    }
    asleep = false;
  }

  /// Wakes a thread that reads for itself and whose limit has passed.
  private void wakeLate() {
    long late = until;
    if (late != 0 && late - System.nanoTime() <= 0) {
      pipe.wakeBorrower();
    }
  }
}
