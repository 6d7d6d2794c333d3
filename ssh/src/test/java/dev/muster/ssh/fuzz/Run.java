package dev.muster.ssh.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/// Gives inputs to a target, and holds each run to its bounds of time and memory.
final class Run {

  /// In time of the processor: the machine may be busy, and the code is instrumented.
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int BYTES_FOR_EACH_OF_THE_INPUT = 512;

  /// How many times as much the fuzzer lets a run allocate: what it hooks into comparisons and maps
  /// allocates too, a hundred times as much as an input with maps in maps does. What it comes to is
  /// held to the bound itself by [JazzerTest], and what it found by [CorpusTest].
  private static final int SLACK = Integer.getInteger("fuzz.slack", 1);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;

  /// Makes one, after the target has loaded its classes and providers by the inputs to begin with.
  Run(FuzzTarget target) throws Exception {
    this.target = target;
    for (byte[] seed : target.seeds()) {
      target.take(seed);
    }
  }

  /// Takes an input; one that is over its bounds has a second run, for the first may have loaded
  /// classes.
  void take(byte[] input) throws Exception {
    if (!once(input).isEmpty()) {
      String over = once(input);
      if (!over.isEmpty()) {
        throw new AssertionError("an input of " + input.length + " bytes " + over);
      }
    }
  }

  /// Returns how the run was over its bounds; empty if it was not.
  private String once(byte[] input) throws Exception {
    byte[] own = input.clone(); // so that a target that changes it spoils nothing
    long began = THREADS.getCurrentThreadCpuTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    target.take(own);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    long nanos = THREADS.getCurrentThreadCpuTime() - began;
    long most = SLACK * (target.allocation() + (long) BYTES_FOR_EACH_OF_THE_INPUT * input.length);
    if (bytes > most) {
      return "allocated " + bytes + "; at most " + most;
    }
    return nanos > MAX_NANOS ? "took " + nanos + " ns" : "";
  }
}
