package dev.muster.fleet;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what a fleet sees. Safe for use by many threads.
final class Tally {

  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final LongAdder commands = new LongAdder();
  private final LongAdder denied = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder strangers = new LongAdder();

  /// Counts a connection and returns its number, from 0 on.
  long accepted() {
    peak.accumulateAndGet(connections.incrementAndGet(), Math::max);
    return accepted.getAndIncrement();
  }

  void closed() {
    connections.decrementAndGet();
  }

  void command() {
    commands.increment();
  }

  void denied() {
    denied.increment();
  }

  void broken() {
    broken.increment();
  }

  void stranger() {
    strangers.increment();
  }

  FleetCounters counters() {
    return new FleetCounters(
        connections.get(),
        peak.get(),
        accepted.get(),
        commands.sum(),
        denied.sum(),
        broken.sum(),
        strangers.sum());
  }
}
