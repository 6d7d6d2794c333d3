package dev.muster.fan;

import dev.muster.model.HostTask;
import java.time.Duration;

/// What does the work on hosts: the seam between the fan-out and the network. Safe for use by many
/// threads; nothing in it blocks.
public interface Engine {

  /// Begins the work on one host and returns at once; `listener` hears of the rest, possibly before
  /// this returns.
  Work begin(HostTask task, WorkListener listener);

  /// Runs `task` once after `delay`; returns what cancels it.
  Runnable schedule(Duration delay, Runnable task);

  /// Returns the time, in nanoseconds from some moment.
  long nanoTime();
}
