package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostTest {

  @Test
  void readsEveryRoundAndNothingElse() {
    assertThat(
            Cost.parse(
                """
                127.1.0.3: refused
                ok=199 failed=1 bytes=2400 wall_ms=231.500 cpu_ms=90.250 rss_kib=9000
                held=5 rss_kib=7
                ok=200 failed=0 bytes=2400 wall_ms=0.5 cpu_ms=1 rss_kib=9000
                """))
        .containsExactly(new Cost(199, 1, 231.5, 90.25), new Cost(200, 0, 0.5, 1));
  }
}
