package dev.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1B 5B 32 4A             | ^[[2J          | clear the screen
          1B 5D 30 3B 78 07       | ^[]0;x^G       | set the title
          1B 5B 36 6E             | ^[[6n          | make the terminal type an answer
          C2 9B 33 31 6D          | \\x9b31m       | a control sequence in one C1 character
          0D 66 61 6B 65          | ^Mfake         | overwrite the host's name
          08 08                   | ^H^H           | step back over it
          7F                      | ^?             | delete
          00                      | ^@             | nothing
          E2 80 AE                | \\u202e        | turn the direction of text
          E2 81 A6                | \\u2066        | isolate it
          E2 80 A8                | \\u2028        | end a line
          EF BB BF                | \\ufeff        | a mark nobody sees
          """)
  void showsWhatATerminalWouldObey(String hex, String shown, String attack) {
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    assertThat(new String(SafeText.of(bytes), UTF_8)).as(attack).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"plain", "a\tb", "größe", "日本語", "😀", "naïve – “quotes”"})
  void leavesTextAsItIs(String text) {
    assertThat(new String(SafeText.of(text.getBytes(UTF_8)), UTF_8)).isEqualTo(text);
  }

  /// A lone 0x9B is CSI to a terminal that is not in UTF-8.
  @Test
  void replacesBytesThatAreNoText() {
    assertThat(new String(SafeText.of(new byte[] {'a', (byte) 0x9B, 'b'}), UTF_8))
        .isEqualTo("a\uFFFDb");
  }

  @Test
  void noCharacterThatATerminalObeysIsLeft() {
    for (int c = 0; c < 0x10000; c++) {
      if (!Character.isSurrogate((char) c)) {
        String safe = SafeText.of("x" + (char) c);
        boolean harmful =
            safe.chars().anyMatch(s -> s != '\t' && (Character.isISOControl(s) || s == 0x202E));
        assertThat(harmful).as("U+%04X", c).isFalse();
      }
    }
  }
}
