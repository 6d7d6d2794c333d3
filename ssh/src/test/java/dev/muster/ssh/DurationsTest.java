package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {

  private static final List<Duration> SOME =
      List.of(
          Duration.ZERO,
          Duration.ofNanos(1),
          Duration.ofNanos(999_999_999),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10, 7),
          Duration.ofDays(3650).plusNanos(123_456_789),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));

  @Test
  void partsAreTheJdks() {
    for (Duration each : SOME) {
      for (int count : new int[] {1, 2, 3, 7, 1000, Integer.MAX_VALUE}) {
        assertThat(Durations.part(each, count)).isEqualTo(each.dividedBy(count));
      }
    }
  }

  @Test
  void multiplesAreTheJdks() {
    for (Duration each : SOME.subList(0, SOME.size() - 1)) {
      for (int count : new int[] {1, 2, 3, 7, 1000, Integer.MAX_VALUE}) {
        assertThat(Durations.times(each, count)).isEqualTo(each.multipliedBy(count));
      }
    }
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Durations.times(SOME.getLast(), 2));
  }
}
