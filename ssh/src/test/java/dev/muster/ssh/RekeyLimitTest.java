package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// For how long keys are used.
class RekeyLimitTest {

  @Test
  void isReachedByBytesOrByTime() {
    RekeyLimit limit = RekeyLimit.after(1000).orAfter(Duration.ofSeconds(1));
    assertThat(limit.isReached(999, 999)).isFalse();
    assertThat(limit.isReached(1000, 0)).isTrue();
    assertThat(limit.isReached(0, 1000)).isTrue();
    assertThat(RekeyLimit.after(1000).isReached(999, Long.MAX_VALUE)).isFalse();
  }

  /// After 2³² packets their numbers begin anew, and with them the nonces of ChaCha20: what is said
  /// then can be read by whoever recorded both.
  @Test
  void comesBeforeTheNumbersOfPacketsBeginAnew() {
    long smallestPacket = 4 + 12;
    RekeyLimit never = RekeyLimit.after(Long.MAX_VALUE);
    assertThat(never.isReached((1L << 32) * smallestPacket, 0)).isTrue();
    assertThat(never.isReached((1L << 32) * smallestPacket - 1, 0)).isFalse();
  }

  @Test
  void isPositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> RekeyLimit.after(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RekeyLimit.standard().orAfter(Duration.ofSeconds(-1)));
  }
}
