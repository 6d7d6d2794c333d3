package dev.muster.ssh.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The error tokens of hosts, and what is none.
class KerberosErrorTest {

  /// The header of a token with an error in it (RFC 4121 section 4.1), and the error's begin.
  private static String token(String fields) {
    String error = der("7e", der("30", "a003020105" + "a10302011e" + fields));
    return der("60", "06092a864886f712010202" + "0300" + error);
  }

  private static String der(String tag, String inside) {
    int length = inside.length() / 2;
    String bytes = length < 0x80 ? String.format("%02x", length) : String.format("82%04x", length);
    return tag + bytes + inside;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the field with the number | what it means
          a603020125                  | Kerberos error 37, its clock and ours differ too much
          a603020129                  | Kerberos error 41, its key table holds another key than the ticket is for
          a60302012d                  | Kerberos error 45, its key table lacks the key that the ticket is for
          a60302013c                  | Kerberos error 60
          a60402020100                | Kerberos error 256
          a603020180                  | ''
          a6050203010000              | ''
          a70302012d                  | ''
          """)
  void tellsTheNumber(String field, String meaning) {
    String time = der("a4", der("18", "3230323630313031303030303030" + "5a"));
    byte[] token = HexFormat.of().parseHex(token(time + "a5050203012345" + field));
    assertThat(KerberosError.meaning(token)).isEqualTo(meaning);
  }

  @Test
  void readsLongForms() {
    String padding = der("a4", der("18", "00".repeat(300)));
    byte[] token = HexFormat.of().parseHex(token(padding + "a603020120"));
    assertThat(KerberosError.meaning(token)).isEqualTo("Kerberos error 32, the ticket has run out");
  }

  @Test
  void nothingIsMadeOfWhatIsCutShortOrLies() {
    byte[] token = HexFormat.of().parseHex(token("a5050203012345a603020125"));
    for (int length = 0; length < token.length; length++) {
      assertThat(KerberosError.meaning(Arrays.copyOf(token, length))).isEmpty();
    }
    for (int at = 0; at < token.length; at++) {
      for (int lie : new int[] {0, 0x7f, 0x80, 0x83, 0x84, 0xff}) {
        byte[] lying = token.clone();
        lying[at] = (byte) lie;
        assertThat(KerberosError.meaning(lying)).doesNotContain("\n");
      }
    }
  }
}
