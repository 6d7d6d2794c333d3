package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @ParameterizedTest
  @ValueSource(strings = {"fleet", "one", "trips", "job", "idle", "output", "calls"})
  void everyBenchmarkHasHelp(String name) {
    assertThat(Main.run(name, "--help")).isZero();
  }

  @Test
  void thePeersAreChosenInSmallLetters() {
    assertThat(Main.run("fleet", "--peers", "all", "--help")).isZero();
    assertThat(Main.run("fleet", "--peers", "some", "--help")).isEqualTo(2);
  }

  @Test
  void aWorkThatIsNotMeasuredIsNamed() {
    assertThat(Main.run("calls", "--only", "speed")).isEqualTo(2);
  }

  @Test
  void nothingAndNonsenseAreRefused() {
    assertThat(Main.run()).isEqualTo(2);
    assertThat(Main.run("speed")).isEqualTo(2);
    assertThat(Main.run("fleet", "--hosts", "many")).isEqualTo(2);
  }
}
