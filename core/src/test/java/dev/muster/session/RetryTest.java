package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Failure;
import dev.muster.ssh.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {

  private final Retry retry = new Retry(System.nanoTime(), Duration.ofSeconds(10));

  @ParameterizedTest
  @EnumSource
  void triesAgainOnlyIfTheServerClosedBeforeItSaidAnything(Phase phase) {
    assertThat(retry.isWorthIt(new dev.muster.ssh.Failure.Closed(phase, "a:22", "reset"), 1))
        .isEqualTo(phase == Phase.BANNER);
  }

  @Test
  void neverTriesAgainAfterAnotherFailure() {
    assertThat(retry.isWorthIt(new dev.muster.ssh.Failure.NotConnected("a:22", "refused"), 1))
        .isFalse();
    assertThat(
            retry.isWorthIt(
                new dev.muster.ssh.Failure.NotConnected("a:22", "Connection reset by peer"), 1))
        .as("accepted and thrown out")
        .isTrue();
    assertThat(
            retry.isWorthIt(
                new dev.muster.ssh.Failure.TimedOut(Phase.BANNER, "a:22", Duration.ofSeconds(1)),
                1))
        .isFalse();
  }

  @Test
  void endsWithTheTimeToConnect() {
    var closed = new dev.muster.ssh.Failure.Closed(Phase.BANNER, "a:22", "reset");
    long longAgo = System.nanoTime() - Duration.ofSeconds(10).toNanos();
    assertThat(new Retry(longAgo, Duration.ofSeconds(10)).isWorthIt(closed, 1)).isFalse();
    assertThat(new Retry(longAgo, Duration.ofMinutes(10)).isWorthIt(closed, 1)).isTrue();
  }

  @ParameterizedTest(name = "after {0} tries")
  @CsvSource({"1, 20, 80", "2, 40, 160", "3, 80, 320", "5, 250, 1000", "100, 250, 1000"})
  void waitsLongerEachTimeAndNotTogether(int tries, long least, long most) {
    for (int i = 0; i < 200; i++) {
      assertThat(retry.pause(tries).toMillis()).isBetween(least, most);
    }
  }

  @Test
  void saysHowOftenItTried() {
    Failure why =
        new Failure.Network(dev.muster.model.Phase.BANNER, "a:22", "banner: a:22 closed: reset");
    assertThat(retry.told(why, 1)).isSameAs(why);
    assertThat(retry.told(why, 7).message())
        .startsWith("banner: a:22 closed: reset, 7 times in ")
        .endsWith("; it may be busy: try a lower fan-out");
  }
}
