package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Captured captured(byte[] all, int most, int atOnce) throws IOException {
    Capture capture =
        new Capture(
            new ByteArrayInputStream(all) {
              @Override
              public synchronized int available() {
                return Math.min(atOnce, super.available());
              }
            },
            most);
    while (capture.drain()) {}
    return capture.captured();
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10 | 0123456789   | 0123456789 | 0 | ``
          10 | 012345678901 | 01234      | 2 | 78901
          5  | 0123456789   | 012        | 5 | 89
          1  | 0123456789   | 0          | 9 | ``
          0  | 0123456789   | ``         | 10 | ``
          0  | ``           | ``         | 0 | ``
          """)
  void keepsTheFirstAndTheLast(int most, String all, String head, long dropped, String tail)
      throws IOException {
    for (int atOnce = 1; atOnce <= 12; atOnce++) {
      assertThat(captured(bytes(all), most, atOnce))
          .isEqualTo(new Captured(bytes(head), dropped, bytes(tail)));
    }
  }

  @Test
  void losesNothingItShouldKeepInLargeStreams() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      byte[] all = new byte[random.nextInt(400_000)];
      random.nextBytes(all);
      int most = random.nextInt(300_000);
      Captured found = captured(all, most, 1 + random.nextInt(100_000));

      int head = most - most / 2;
      if (all.length <= most) {
        assertThat(found).isEqualTo(new Captured(all, 0, new byte[0]));
      } else {
        byte[] first = Arrays.copyOf(all, head);
        byte[] last = Arrays.copyOfRange(all, all.length - most / 2, all.length);
        assertThat(found).isEqualTo(new Captured(first, all.length - most, last));
      }
    }
  }

  @Test
  void saysInItsTextWhatIsMissing() {
    assertThat(new Captured(bytes("ab"), 7, bytes("yz")).text())
        .isEqualTo("ab\n[... 7 bytes left out ...]\nyz");
    assertThat(new Captured(bytes("ab"), 0, new byte[0]).text()).isEqualTo("ab");
  }
}
