package dev.muster.fan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets so many things be under way at once; the others wait for their turn, in the order in which
/// they came. For what has no end that a run would wait for, where [FanOut] is for runs.
///
/// It has no thread of its own: whoever brings a task, or its end, begins what may begin. `lock`
/// guards all fields, and nothing is called while it is held.
public final class Turns {

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int running;
  private boolean stepping;

  /// @param most how many are under way at once
  public Turns(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one must have a turn, was " + most);
    }
    this.most = most;
  }

  /// Begins a task as soon as there is room: at once on this thread, or later on another.
  ///
  /// @param task begins something and does not block; [#over] is called once when that has ended,
  ///   possibly before the task returns
  public void begin(Runnable task) {
    lock.lock();
    try {
      waiting.add(task);
    } finally {
      lock.unlock();
    }
    step();
  }

  /// Notes that something that was begun has ended.
  public void over() {
    lock.lock();
    try {
      running--;
    } finally {
      lock.unlock();
    }
    step();
  }

  /// Returns how many wait for their turn.
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Begins what may begin. One thread at a time: what ends while it is being begun would otherwise
  /// begin the next from within, as deep as there are tasks.
  private void step() {
    for (Runnable task = next(false); task != null; task = next(true)) {
      task.run();
    }
  }

  /// @param mine whether this thread is the one that begins tasks
  private @Nullable Runnable next(boolean mine) {
    lock.lock();
    try {
      if (stepping && !mine) {
        return null;
      }
      stepping = running < most && !waiting.isEmpty();
      if (!stepping) {
        return null;
      }
      running++;
      return waiting.remove();
    } finally {
      lock.unlock();
    }
  }
}
