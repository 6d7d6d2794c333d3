package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundsTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  /// An engine on which the host 127.1.0.3 always fails.
  private static final class Played implements Engine {

    final List<List<String>> asked = new ArrayList<>();

    @Override
    public Tally run(List<String> hosts, int limit, String command, boolean keep) {
      asked.add(hosts);
      boolean broken = hosts.contains("127.1.0.3");
      int ok = hosts.size() - (broken ? 1 : 0);
      return new Tally(ok, ok * 12L, broken ? List.of("127.1.0.3: refused") : List.of());
    }

    @Override
    public void close() {}
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0     | 127.1.0.1
          249   | 127.1.0.250
          250   | 127.1.1.1
          9999  | 127.1.39.250
          62500 | 127.2.0.1
          """)
  void hostsAreThoseOfThePeers(int i, String address) {
    assertThat(Rounds.address(i)).isEqualTo(address);
  }

  @Test
  void eachRoundIsTheSameWorkAndOneLine() throws Exception {
    Played engine = new Played();

    int failed = new Rounds(out, engine, 5).repeat(2, 3);

    assertThat(failed).isZero();
    assertThat(engine.asked).hasSize(3).containsOnly(List.of("127.1.0.1", "127.1.0.2"));
    assertThat(Cost.parse(printed()))
        .hasSize(3)
        .allMatch(cost -> cost.ok() == 2 && cost.failed() == 0 && cost.wallMillis() >= 0);
  }

  @Test
  void aFailureIsCountedAndNamed() throws Exception {
    int failed = new Rounds(out, new Played(), 5).repeat(3, 2);

    assertThat(failed).isEqualTo(2);
    assertThat(printed()).contains("127.1.0.3: refused");
    assertThat(Cost.parse(printed())).allMatch(cost -> cost.ok() == 2 && cost.failed() == 1);
  }

  @Test
  void holdingAddsHostsUpToEachMark() throws Exception {
    Played engine = new Played();

    int failed = new Rounds(out, engine, 5).hold(List.of(2, 4));

    assertThat(failed).isEqualTo(1);
    assertThat(engine.asked)
        .containsExactly(List.of("127.1.0.1", "127.1.0.2"), List.of("127.1.0.3", "127.1.0.4"));
    assertThat(Held.parse(printed()).points())
        .extracting(Figures.Point::x)
        .containsExactly(2.0, 3.0);
    assertThat(Held.parse(printed()).points()).allMatch(point -> point.y() > 1000);
  }
}
