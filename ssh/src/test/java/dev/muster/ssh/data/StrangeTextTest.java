package dev.muster.ssh.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrangeTextTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          27,    escape
          0,     null
          7,     bell
          10,    line feed
          13,    carriage return
          127,   delete
          0x9b,  control sequence introducer
          0x85,  next line
          0xad,  soft hyphen
          0x200f, right-to-left mark
          0x202e, right-to-left override
          0x2028, line separator
          0x2029, paragraph separator
          0xfeff, byte order mark
          0xe0041, tag A
          0xd800, half of a pair
          """)
  void hidesWhatIsNoCharacterToLookAt(String codePoint, String what) {
    String text = "a" + Character.toString(Integer.decode(codePoint)) + "b";

    assertThat(StrangeText.shown(text)).as(what).isEqualTo("a?b");
  }

  @Test
  void leavesOrdinaryTextAlone() {
    String text = "Permission denied: grüße, 世界, \ud83d\ude80 \"quoted\"";

    assertThat(StrangeText.shown(text)).isEqualTo(text);
    assertThat(StrangeText.shown("")).isEmpty();
  }

  @Test
  void cutsLongText() {
    assertThat(StrangeText.shown("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(StrangeText.shown("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
    assertThat(StrangeText.shown("x".repeat(199) + "\ud83d\ude80y"))
        .isEqualTo("x".repeat(199) + "\ud83d\ude80…");
  }
}
