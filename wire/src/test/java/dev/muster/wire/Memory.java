package dev.muster.wire;

/// What this JVM holds.
final class Memory {

  private Memory() {}

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
