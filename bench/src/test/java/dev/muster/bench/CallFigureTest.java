package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallFigureTest {

  @Test
  void readsTheLinesThatAreFigures() {
    String text =
        """
        call_us=35.200000
        a warning: x=1
        item_us=12
        """;

    assertThat(CallFigure.parse(text)).isEqualTo(Map.of("call_us", 35.2, "item_us", 12.0));
  }

  @Test
  void whatIsMissingIsAFault() {
    List<CallFigure> wanted = CallWork.TRIPS.figures();

    assertThat(CallFigure.fault(wanted, Map.of("call_us", 1.0, "early_us", 1.0, "item_us", 1.0)))
        .isEmpty();
    assertThat(CallFigure.fault(wanted, Map.of("call_us", 1.0, "early_us", 1.0)))
        .isEqualTo("wanted figures [item_us], got [call_us, early_us]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.1234  | 0.123
          12.34   | 12.3
          1234567 | 1,234,567
          """)
  void smallNumbersHaveMoreDigits(double value, String shown) {
    assertThat(CallFigure.plain("a", "b", "c").shown(value)).isEqualTo(shown);
  }

  @ParameterizedTest
  @EnumSource
  void everyWorkHasFiguresAndAName(CallWork work) {
    assertThat(CallsBench.named(work.word())).isEqualTo(work);
    assertThat(work.figures()).extracting(CallFigure::key).doesNotHaveDuplicates().isNotEmpty();
    assertThat(Arrays.stream(CallWork.values()).map(CallWork::title)).contains(work.title());
  }
}
