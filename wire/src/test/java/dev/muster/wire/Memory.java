package dev.muster.wire;

import java.lang.management.ManagementFactory;

/// What this JVM holds and takes.
final class Memory {

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Memory() {}

  /// Returns how many bytes this thread takes of the heap for `step`.
  static long taken(Step step) throws Exception {
    THREADS.getCurrentThreadAllocatedBytes(); // what it takes itself the first time
    long before = THREADS.getCurrentThreadAllocatedBytes();
    step.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /// What is measured.
  interface Step {
    void run() throws Exception;
  }

  /// Returns how many bytes are in use once nothing is left to be collected.
  static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
