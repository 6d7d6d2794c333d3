package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest(name = "{0} at a bar of {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.50 | 0.6 | 0 | met
          0.60 | 0.6 | 0 | met
          0.61 | 0.6 | 1 | MISSED
          """)
  void aBarIsTheMostThatIsAllowed(double value, double bar, int exit, String verdict) {
    report.bar("cpu", value, "", bar);

    assertThat(report.exit()).isEqualTo(exit);
    assertThat(printed()).isEqualTo("cpu %.2f  bar %.2f  %s".formatted(value, bar, verdict));
  }

  @ParameterizedTest(name = "{0} at a bar of at least {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.61 | 0.6 | 0 | met
          0.60 | 0.6 | 0 | met
          0.59 | 0.6 | 1 | MISSED
          """)
  void aFloorIsTheLeastThatIsWanted(double value, double bar, int exit, String verdict) {
    report.floor("items", value, "/s", bar);

    assertThat(report.exit()).isEqualTo(exit);
    assertThat(printed())
        .isEqualTo("items %.2f/s  bar at least %.2f/s  %s".formatted(value, bar, verdict));
  }

  @Test
  void oneMissedBarIsNotForgotten() {
    report.bar("cpu", 2, "", 1);
    report.bar("wall", 1, "", 1);

    assertThat(report.exit()).isEqualTo(1);
  }

  @Test
  void ratiosShowEachPairAndJudgeTheMedian() {
    report.ratios("wall", new double[] {0.5, 3.0, 0.7}, 0.8);

    assertThat(printed()).isEqualTo("wall  0.50 3.00 0.70  median 0.70  bar 0.80  met");
  }
}
