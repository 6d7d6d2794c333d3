package dev.muster.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {

  private static final byte[] NOTHING = new byte[0];

  private static Output err(byte[] bytes) {
    return Output.of(NOTHING, bytes, false);
  }

  private static Line line(byte[] bytes) {
    return new Line("h", 0, StdStream.ERR, bytes, 0, bytes.length, true);
  }

  /// A2, D6: what is no UTF-8, in the middle and cut off at the end.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # bytes        | strict | ignored | replaced
          6772C3BCC39F65 | grüße  | grüße   | grüße
          6772FCDF65     |        | gre     | gr\uFFFD\uFFFDe
          78E282         |        | x       | x\uFFFD
          78E282AC       | x€     | x€      | x€
          78C3           |        | x       | x\uFFFD
          EDA080         |        | ''      | \uFFFD
          F09F9982F09F   |        | 🙂      | 🙂\uFFFD
          """)
  void isAsStrictAsItIsTold(String hex, String strict, String ignored, String replaced)
      throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);
    var ignoring = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.IGNORE);
    assertThat(err(bytes).text(StdStream.ERR, ignoring)).isEqualTo(ignored);
    assertThat(line(bytes).text(ignoring)).isEqualTo(ignored);
    assertThat(err(bytes).err()).isEqualTo(replaced).isEqualTo(line(bytes).text());
    if (strict == null) {
      assertThatExceptionOfType(CharacterCodingException.class)
          .isThrownBy(() -> err(bytes).text(StdStream.ERR, UTF_8.newDecoder()));
      assertThatExceptionOfType(CharacterCodingException.class)
          .isThrownBy(() -> line(bytes).text(UTF_8.newDecoder()));
    } else {
      assertThat(err(bytes).text(StdStream.ERR, UTF_8.newDecoder())).isEqualTo(strict);
      assertThat(line(bytes).text(UTF_8.newDecoder())).isEqualTo(strict);
    }
  }

  /// D5, P8.
  @Test
  void readsOtherCharacterSets() throws Exception {
    byte[] latin = HexFormat.of().parseHex("6772FCDF65");
    assertThat(err(latin).err(ISO_8859_1)).isEqualTo("grüße");
    assertThat(line(latin).text(ISO_8859_1)).isEqualTo("grüße");
    assertThat(err(latin).text(StdStream.ERR, ISO_8859_1.newDecoder())).isEqualTo("grüße");
    assertThat(err("ab".getBytes(UTF_16LE)).err(UTF_16LE)).isEqualTo("ab");
    assertThat(Output.of(latin, NOTHING, false).out(ISO_8859_1)).isEqualTo("grüße");
  }
}
