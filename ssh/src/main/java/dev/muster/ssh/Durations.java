package dev.muster.ssh;

import java.time.Duration;

/// Parts and multiples of times, and their text.
///
/// [Duration] divides and multiplies by way of `BigDecimal`, whose loading takes a fresh process 15
/// ms of multiplying: a loop would stand still for it.
final class Durations {

  private static final long SECOND = 1_000_000_000;

  private Durations() {}

  /// Returns one of so many equal parts of `whole`.
  static Duration part(Duration whole, int count) {
    long seconds = whole.getSeconds();
    return Duration.ofSeconds(
        seconds / count, (seconds % count * SECOND + whole.getNano()) / count);
  }

  /// Returns `one` so many times.
  ///
  /// @throws ArithmeticException if that is more than there is
  static Duration times(Duration one, int count) {
    return Duration.ofSeconds(
        Math.multiplyExact(one.getSeconds(), (long) count), (long) one.getNano() * count);
  }

  /// Returns a time as people write it: `250ms`, `10s`, `1m30s`, `2h`.
  static String text(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + "ms";
    }
    StringBuilder text = new StringBuilder();
    if (time.toHours() > 0) {
      text.append(time.toHours()).append('h');
    }
    if (time.toMinutesPart() > 0) {
      text.append(time.toMinutesPart()).append('m');
    }
    if (time.toMillisPart() > 0) {
      text.append(time.toSecondsPart()).append('.').append("%03d".formatted(time.toMillisPart()));
      text.append('s');
    } else if (time.toSecondsPart() > 0 || text.isEmpty()) {
      text.append(time.toSecondsPart()).append('s');
    }
    return text.toString();
  }
}
