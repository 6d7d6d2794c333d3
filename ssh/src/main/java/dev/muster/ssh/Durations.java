package dev.muster.ssh;

import java.time.Duration;

/// The text of times, as people write them: `250ms`, `10s`, `1m30s`, `2h`.
final class Durations {

  private Durations() {}

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
