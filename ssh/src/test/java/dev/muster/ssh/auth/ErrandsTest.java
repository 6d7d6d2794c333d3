package dev.muster.ssh.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What comes back from an errand.
class ErrandsTest {

  /// The connection ended while a person typed: what was typed does not stay in memory.
  @Test
  void secretsThatComeTooLateAreWiped() throws Exception {
    char[] typed = "geheim".toCharArray();
    char[] other = "secret".toCharArray();
    AtomicInteger runs = new AtomicInteger();
    Errands.Return back = Errands.Return.with(List.of(typed, other), runs::incrementAndGet);
    back.run();
    assertThat(runs).hasValue(1);
    assertThat(typed).isEqualTo("geheim".toCharArray());
    back.dropped();
    assertThat(runs).hasValue(1);
    assertThat(typed).containsOnly('\0');
    assertThat(other).containsOnly('\0');
  }
}
