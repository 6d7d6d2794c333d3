package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {

  private static final Path FILE = Path.of("out");

  @TempDir private Path folder = Path.of("");

  @Test
  void readsWhatGnuTimeWrites() {
    Measured run = Measure.parse("1.38 0.73 19632\n", Duration.ofSeconds(2), 3, FILE, FILE);

    assertThat(run.user()).isEqualTo(Duration.ofMillis(1380));
    assertThat(run.system()).isEqualTo(Duration.ofMillis(730));
    assertThat(run.cpu()).isEqualTo(Duration.ofMillis(2110));
    assertThat(run.wall()).isEqualTo(Duration.ofSeconds(2));
    assertThat(run.peakKib()).isEqualTo(19_632);
    assertThat(run.exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.0 2.0", "Command terminated by signal 9\n1.0 2.0 3"})
  void saysWhatItGotInstead(String cost) {
    assertThatExceptionOfType(NotPossible.class)
        .isThrownBy(() -> Measure.parse(cost, Duration.ZERO, 0, FILE, FILE))
        .withMessageStartingWith("GNU time: wanted three figures, got '");
  }

  @Tag("peers")
  @Test
  void keepsOutputErrorsAndStatusApart() throws Exception {
    var words = List.of("/bin/sh", "-c", "echo $GREETING; echo no >&2; exit 7");

    Measured run = new Measure(folder).run(words, Map.of("GREETING", "hello"));

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.out()).hasContent("hello");
    assertThat(run.err()).hasContent("no");
    assertThat(run.peakKib()).isBetween(500L, 100_000L);
  }

  @Tag("peers")
  @Test
  void countsTheChildrenOfAProcessAndWhatItsLauncherBecame() throws Exception {
    String busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
    var child = List.of("/bin/sh", "-c", "/bin/sh -c '" + busy + "'; true");
    var became = List.of("/bin/sh", "-c", "exec /bin/sh -c '" + busy + "'");

    for (List<String> words : List.of(child, became)) {
      Measured run = new Measure(folder).run(words, Map.of());

      assertThat(run.cpu()).isGreaterThan(Duration.ofMillis(50));
      assertThat(run.wall()).isGreaterThan(Duration.ofMillis(50));
    }
  }
}
