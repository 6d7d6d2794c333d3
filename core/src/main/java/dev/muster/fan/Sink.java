package dev.muster.fan;

import dev.muster.model.HostTask;
import dev.muster.model.StdStream;

/// Takes what the hosts print and how they end. Called on the engine's threads: it must not block.
/// Calls about one host come one at a time and in order.
public interface Sink {

  /// A host printed something.
  ///
  /// @param work takes the credit when the bytes are done with
  /// @param bytes the sink's own
  void output(HostTask task, Work work, StdStream stream, byte[] bytes);

  /// A host is over; the last call about it.
  ///
  /// @param tookNanos from its turn to its end; 0 if its turn never came
  void ended(HostTask task, long tookNanos, WorkEnd end);

  /// All hosts are over; the last call of all.
  void over();

  /// Returns whether so much output is unread that no more hosts should begin; [FanOut#poke] tells
  /// of the change back.
  boolean full();
}
