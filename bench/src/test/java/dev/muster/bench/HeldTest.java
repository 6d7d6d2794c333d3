package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HeldTest {

  @Test
  void readsTheMarksAndGivesWhatEachConnectionAdds() {
    Held held =
        Held.parse(
            """
            held=500 rss_kib=25848
            a warning about something
            held=1000 rss_kib=44552
            ok=1000 failed=0 bytes=12000 wall_ms=1034.488 cpu_ms=1046.769 rss_kib=44552
            """);

    assertThat(held.points())
        .containsExactly(new Figures.Point(500, 25_848), new Figures.Point(1000, 44_552));
    assertThat(held.perConnection()).isCloseTo(37.408, within(1e-9));
  }

  @Test
  void withoutMarksThereIsNoSlope() {
    assertThatIllegalArgumentException().isThrownBy(() -> Held.parse("ok=0").perConnection());
  }
}
