package dev.muster.wire;

import java.time.Duration;

/// Limits of time as the clock counts them.
final class Clamp {

  private Clamp() {}

  /// Returns the nanoseconds of `limit`, or as many as there are if it is longer than 292 years.
  static long nanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException e) {
      return limit.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
