package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          250ms     | 250
          10s       | 10000
          5         | 5000
          0         | 0
          1m30s     | 90000
          2h        | 7200000
          1d2h3m4s5ms | 93784005
          1s500ms   | 1500
          """)
  void reads(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "10x",
        "-1s",
        "1.5s",
        "1s1m",
        "1s1s",
        "10 s",
        "1m30",
        "9999999999999s",
        "ms10"
      })
  void refuses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessage("\"" + text + "\" is no time; write it like 250ms, 10s, 1m30s, 2h or 1d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4000d", "3650d1ms", "999999999999s"})
  void refusesMoreThanTenYears(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessage("\"" + text + "\" is no time; ten years are the most");
  }

  @ParameterizedTest
  @ValueSource(strings = {"250ms", "10s", "1m30s", "2h", "1d2h3m4s5ms", "3650d", "0s"})
  void printsWhatItReads(String text) {
    assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} ms")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0        | 0 ms
          999      | 999 ms
          1000     | 1.0 s
          1249     | 1.2 s
          59949    | 59.9 s
          59950    | 1m 00s
          187000   | 3m 07s
          3599499  | 59m 59s
          7500000  | 2h 05m
          """)
  void printsAMeasuredTimeShort(long millis, String text) {
    assertThat(Durations.measured(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
