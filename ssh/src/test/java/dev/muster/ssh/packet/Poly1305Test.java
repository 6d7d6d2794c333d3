package dev.muster.ssh.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Poly1305Test {

  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest(name = "RFC 8439 {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          section 2.5.2 | 85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b | 43727970746f6772617068696320466f72756d2052657365617263682047726f7570 | a8061dc1305136c6c22b8baf0c0127a9
          A.3 #1 | 0000000000000000000000000000000000000000000000000000000000000000 | 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 | 00000000000000000000000000000000
          A.3 #2 | 0000000000000000000000000000000036e5f6b5c5e06070f0efca96227a863e | 416e79207375626d697373696f6e20746f20746865204945544620696e74656e6465642062792074686520436f6e7472696275746f7220666f72207075626c69636174696f6e20617320616c6c206f722070617274206f6620616e204945544620496e7465726e65742d4472616674206f722052464320616e6420616e792073746174656d656e74206d6164652077697468696e2074686520636f6e74657874206f6620616e204945544620616374697669747920697320636f6e7369646572656420616e20224945544620436f6e747269627574696f6e222e20537563682073746174656d656e747320696e636c756465206f72616c2073746174656d656e747320696e20494554462073657373696f6e732c2061732077656c6c206173207772697474656e20616e6420656c656374726f6e696320636f6d6d756e69636174696f6e73206d61646520617420616e792074696d65206f7220706c6163652c207768696368206172652061646472657373656420746f | 36e5f6b5c5e06070f0efca96227a863e
          A.3 #3 | 36e5f6b5c5e06070f0efca96227a863e00000000000000000000000000000000 | 416e79207375626d697373696f6e20746f20746865204945544620696e74656e6465642062792074686520436f6e7472696275746f7220666f72207075626c69636174696f6e20617320616c6c206f722070617274206f6620616e204945544620496e7465726e65742d4472616674206f722052464320616e6420616e792073746174656d656e74206d6164652077697468696e2074686520636f6e74657874206f6620616e204945544620616374697669747920697320636f6e7369646572656420616e20224945544620436f6e747269627574696f6e222e20537563682073746174656d656e747320696e636c756465206f72616c2073746174656d656e747320696e20494554462073657373696f6e732c2061732077656c6c206173207772697474656e20616e6420656c656374726f6e696320636f6d6d756e69636174696f6e73206d61646520617420616e792074696d65206f7220706c6163652c207768696368206172652061646472657373656420746f | f3477e7cd95417af89a6b8794c310cf0
          A.3 #4 | 1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0 | 2754776173206272696c6c69672c20616e642074686520736c6974687920746f7665730a446964206779726520616e642067696d626c6520696e2074686520776162653a0a416c6c206d696d737920776572652074686520626f726f676f7665732c0a416e6420746865206d6f6d65207261746873206f757467726162652e | 4541669a7eaaee61e708dc7cbcc5eb62
          A.3 #5 | 0200000000000000000000000000000000000000000000000000000000000000 | ffffffffffffffffffffffffffffffff | 03000000000000000000000000000000
          A.3 #6 | 02000000000000000000000000000000ffffffffffffffffffffffffffffffff | 02000000000000000000000000000000 | 03000000000000000000000000000000
          A.3 #7 | 0100000000000000000000000000000000000000000000000000000000000000 | fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000 | 05000000000000000000000000000000
          A.3 #8 | 0100000000000000000000000000000000000000000000000000000000000000 | fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101 | 00000000000000000000000000000000
          A.3 #9 | 0200000000000000000000000000000000000000000000000000000000000000 | fdffffffffffffffffffffffffffffff | faffffffffffffffffffffffffffffff
          A.3 #10 | 0100000000000000040000000000000000000000000000000000000000000000 | e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000000000000000000000000000 | 14000000000000005500000000000000
          A.3 #11 | 0100000000000000040000000000000000000000000000000000000000000000 | e33594d7505e43b900000000000000003394d7505e4379cd010000000000000000000000000000000000000000000000 | 13000000000000000000000000000000
          empty   | 85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b | '' | 0103808afb0db2fd4abff6af4149f51b
          """)
  void makesTheTagsOfTheStandard(String name, String key, String message, String tag) {
    byte[] bytes = HEX.parseHex(message);

    assertThat(HEX.formatHex(Poly1305.tag(HEX.parseHex(key), 0, bytes, 0, bytes.length)))
        .isEqualTo(tag);
  }

  @Test
  void takesRangesOfArrays() {
    byte[] key = HEX.parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
    byte[] shiftedKey = new byte[40];
    System.arraycopy(key, 0, shiftedKey, 5, 32);
    byte[] message = new byte[100];
    new Random(2).nextBytes(message);
    byte[] part = Arrays.copyOfRange(message, 7, 60);

    assertThat(Poly1305.tag(shiftedKey, 5, message, 7, 53))
        .isEqualTo(Poly1305.tag(key, 0, part, 0, part.length));
  }

  @Test
  void agreesWithTheProvidersAuthenticatedCipher() throws Exception {
    Random random = new Random(8439);
    for (int round = 0; round < 400; round++) {
      byte[] key = new byte[32];
      byte[] nonce = new byte[12];
      byte[] plain = new byte[random.nextInt(round < 300 ? 200 : 5000)];
      random.nextBytes(key);
      random.nextBytes(nonce);
      random.nextBytes(plain);
      SecretKeySpec secret = new SecretKeySpec(key, "ChaCha20");
      Cipher aead = Cipher.getInstance("ChaCha20-Poly1305", "SunJCE");
      aead.init(Cipher.ENCRYPT_MODE, secret, new IvParameterSpec(nonce));
      byte[] sealed = aead.doFinal(plain);
      Cipher stream = Cipher.getInstance("ChaCha20", "SunJCE");
      stream.init(Cipher.ENCRYPT_MODE, secret, new ChaCha20ParameterSpec(nonce, 0));
      byte[] oneTimeKey = stream.doFinal(new byte[32]);

      // what RFC 8439 section 2.8 authenticates: no associated data, the ciphertext padded, lengths
      int padded = (plain.length + 15) / 16 * 16;
      ByteBuffer covered = ByteBuffer.allocate(padded + 16).order(ByteOrder.LITTLE_ENDIAN);
      covered.put(0, sealed, 0, plain.length).putLong(padded, 0).putLong(padded + 8, plain.length);

      assertThat(Poly1305.tag(oneTimeKey, 0, covered.array(), 0, covered.capacity()))
          .as("%d bytes", plain.length)
          .isEqualTo(Arrays.copyOfRange(sealed, plain.length, sealed.length));
    }
  }

  @Test
  void agreesWithArithmeticOnBigNumbersAtTheEdgesOfTheField() {
    Random random = new Random(1305);
    byte[] key = new byte[32];
    for (int round = 0; round < 2000; round++) {
      // many bytes of all ones or zeros: sums that come close to 2¹³⁰−5 from both sides
      byte[] message = new byte[random.nextInt(66)];
      extremes(random, key);
      extremes(random, message);

      assertThat(Poly1305.tag(key, 0, message, 0, message.length))
          .as("key %s, message %s", HEX.formatHex(key), HEX.formatHex(message))
          .isEqualTo(PlainPoly1305.tag(key, message));
    }
  }

  private static void extremes(Random random, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      int kind = random.nextInt(8);
      bytes[i] = (byte) (kind < 4 ? 0xff : kind < 6 ? 0 : random.nextInt());
    }
  }
}
