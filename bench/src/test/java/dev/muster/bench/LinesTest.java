package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinesTest {

  private static String line(String host, long number) {
    return "%s: %012d abcdef".formatted(host, number);
  }

  @Test
  void hostsCountUpEachOnItsOwn() {
    Lines lines = new Lines();
    lines.accept(line("a", 0));
    lines.accept(line("b", 0));
    lines.accept(line("b", 1));
    lines.accept(line("a", 1));
    lines.accept(line("b", 2));

    assertThat(lines.counts()).containsEntry("a", 2L).containsEntry("b", 3L).hasSize(2);
  }

  @ParameterizedTest(name = "after line 0: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: 000000000000 x | a: wanted line 1, got '000000000000'
          a: 000000000002 x | a: wanted line 1, got '000000000002'
          b: 000000000001 x | b: wanted line 0, got '000000000001'
          a: 0000           | wanted a line 'HOST: NUMBER ...', got 'a: 0000'
          nothing           | wanted a line 'HOST: NUMBER ...', got 'nothing'
          """)
  void lossDoublingAndDisorderAreSeen(String line, String message) {
    Lines lines = new Lines();
    lines.accept(line("a", 0));

    assertThatExceptionOfType(NotPossible.class)
        .isThrownBy(() -> lines.accept(line))
        .withMessage(message);
  }
}
