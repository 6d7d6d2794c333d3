package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.trust.HostKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PhaseTimesTest {

  private static final ConnectionOptions OPTIONS =
      ConnectionOptions.of(List.of(), HostKeys.trustingAll());

  private static Destination host(String name) {
    return new Destination(name, 22, "amy", OPTIONS);
  }

  /// Each time lies in its bucket, buckets follow one another without gaps, and the end of one is
  /// an eighth longer at most.
  @Test
  void bucketsHoldTimesToAnEighth() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      long nanos = random.nextLong(1L << 62) >>> random.nextInt(62);
      int bucket = PhaseTimes.bucket(nanos);
      assertThat(PhaseTimes.end(bucket)).isBetween(nanos, nanos + nanos / 8);
      if (bucket > 0) {
        assertThat(PhaseTimes.end(bucket - 1)).isLessThan(nanos);
      }
    }
    assertThat(PhaseTimes.bucket(0)).isZero();
    assertThat(PhaseTimes.end(PhaseTimes.bucket(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void ofAThousandTheMedianTheLastOfAHundredAndTheSlowestAreKnown() {
    PhaseTimes times = new PhaseTimes();
    for (int i = 1; i <= 1000; i++) {
      times.passed(Phase.CONNECT, i * 1_000_000L, host("web" + i));
    }
    Map<Phase, PhaseTimes.Spread> all = times.spreads();
    assertThat(all).containsOnlyKeys(Phase.CONNECT);
    PhaseTimes.Spread connect = Objects.requireNonNull(all.get(Phase.CONNECT));
    assertThat(connect.count()).isEqualTo(1000);
    assertThat(connect.median()).isBetween(Duration.ofMillis(500), Duration.ofMillis(563));
    assertThat(connect.most()).isBetween(Duration.ofMillis(990), Duration.ofMillis(1000));
    assertThat(connect.longest()).isEqualTo(Duration.ofSeconds(1));
    assertThat(connect.slowest()).isEqualTo("web1000:22");
  }

  @Test
  void oneThatTookNoTimeCounts() {
    PhaseTimes times = new PhaseTimes();
    times.passed(Phase.BANNER, 0, host("web1"));
    assertThat(times.spreads().get(Phase.BANNER))
        .isEqualTo(
            new PhaseTimes.Spread(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, "web1:22"));
  }

  /// What comes after the login lasts as long as people want.
  @Test
  void phasesAfterTheLoginAreNotCounted() {
    PhaseTimes times = new PhaseTimes();
    times.passed(Phase.RUN, 1, host("web1"));
    assertThat(times.spreads()).isEmpty();
  }
}
