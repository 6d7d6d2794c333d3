package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndMarkTest {

  private static final String MARK = "abcab";

  private final EndMark mark = new EndMark(MARK);
  private final StringBuilder printed = new StringBuilder();
  private int removed;

  private void take(String text) {
    byte[] passed = mark.take(text.getBytes(StandardCharsets.US_ASCII));
    printed.append(new String(passed, StandardCharsets.US_ASCII));
    removed += mark.removed();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what comes        | printed      | status
          abcab0.             | ``           | 0
          outabcab255.        | out          | 255
          out`n`abcab7.       | out`n`       | 7
          abcabcab1.          | abc          | 1
          aababcab3.rest      | aab          | 3
          abcab0.abcab1.      | ``           | 0
          abcabx abcab.abcab2. | abcabx abcab. | 2
          abcab1234.abcab5.   | abcab1234.   | 5
          """)
  void findsItWhereverItIsCut(String text, String before, int status) {
    for (int cut = 0; cut <= text.length(); cut++) {
      EndMarkTest fresh = new EndMarkTest();
      fresh.take(text.substring(0, cut));
      fresh.take(text.substring(cut));
      assertThat(fresh.mark.isFound()).as("cut at %d", cut).isTrue();
      assertThat(fresh.mark.status()).isEqualTo(status);
      assertThat(fresh.printed.toString()).as("cut at %d", cut).isEqualTo(before);
      assertThat(fresh.removed).isEqualTo(text.length() - before.length());
    }
    EndMarkTest slow = new EndMarkTest();
    text.chars().forEach(c -> slow.take(Character.toString(c)));
    assertThat(slow.printed.toString()).isEqualTo(before);
    assertThat(slow.mark.status()).isEqualTo(status);
  }

  /// Nothing waits that is not the beginning of a mark.
  @Test
  void passesOnAtOnceWhatIsNoMark() {
    take("x");
    assertThat(printed.toString()).isEqualTo("x");
    take("ab");
    assertThat(printed.toString()).isEqualTo("x");
    take("d");
    assertThat(printed.toString()).isEqualTo("xabd");
    take("abcab12");
    assertThat(printed.toString()).isEqualTo("xabd");
    take("!");
    assertThat(printed.toString()).isEqualTo("xabdabcab12!");
    assertThat(mark.isFound()).isFalse();
    assertThat(removed).isZero();
  }

  @Test
  void findsTheNextOne() {
    take("1abcab0.dropped");
    mark.next();
    take("2abcab9.");
    assertThat(printed.toString()).isEqualTo("12");
    assertThat(mark.status()).isEqualTo(9);
  }
}
