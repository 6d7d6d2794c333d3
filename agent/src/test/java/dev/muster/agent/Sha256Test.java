package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {

  private static final String LONG = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

  private static String of(String text) {
    return HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /// The examples of FIPS 180-4.
  @Test
  void theStandardsExamples() {
    assertThat(of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(of(LONG))
        .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }

  /// Every length of up to five blocks, and some of many.
  @Test
  void isWhatTheJdksIs() throws Exception {
    MessageDigest jdk = MessageDigest.getInstance("SHA-256");
    Random random = new Random(4711);
    byte[] bytes = new byte[1 << 20];
    random.nextBytes(bytes);
    for (int length = 0; length <= 320; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThat(Sha256.of(part)).as(length + " bytes").isEqualTo(jdk.digest(part));
    }
    for (int i = 0; i < 50; i++) {
      byte[] part = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThat(Sha256.of(part)).as(part.length + " bytes").isEqualTo(jdk.digest(part));
    }
  }
}
