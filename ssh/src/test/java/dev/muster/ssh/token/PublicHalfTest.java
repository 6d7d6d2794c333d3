package dev.muster.ssh.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPublicKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicHalfTest {

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # type    | how the curve is named         | before the point | its bytes
          ECDSA_256 | 06082a8648ce3d030107           | 0441             | 65
          ECDSA_256 | 06082a8648ce3d030107           | ''               | 65
          ECDSA_256 | 06082a8648ce3d030107           | 034200           | 65
          ECDSA_384 | 06052b81040022                 | 0461             | 97
          ECDSA_521 | 06052b81040023                 | 048185           | 133
          ED25519   | 06032b6570                     | 0420             | 32
          ED25519   | 06032b6570                     | ''               | 32
          ED25519   | 130c656477617264733235353139   | 0420             | 32
          """)
  void readsAPointHoweverTheTokenHasIt(KeyType type, String curve, String before, int bytes) {
    SshPublicKey key = KeyPairs.generate(type).publicKey();
    byte[] blob = key.blob();
    byte[] point = Arrays.copyOfRange(blob, blob.length - bytes, blob.length);
    HexFormat hex = HexFormat.of();
    byte[] value = hex.parseHex(before + hex.formatHex(point));
    assertThat(PublicHalf.ec(hex.parseHex(curve), value)).hasValue(key);
  }

  @Test
  void readsRsaNumbersWithoutASign() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE);
    byte[] bare = Arrays.copyOfRange(modulus.toByteArray(), 1, 257);
    assertThat(PublicHalf.rsa(bare, new byte[] {1, 0, 1}))
        .hasValueSatisfying(key -> {
          assertThat(key.type()).isEqualTo(KeyType.RSA);
          assertThat(key.bits()).isEqualTo(2048);
        });
  }

  @Test
  void leavesOutWhatIsNoKeyOfSsh() {
    byte[] k256 = HexFormat.of().parseHex("06052b8104000a");
    assertThat(PublicHalf.ec(k256, new byte[67])).as("secp256k1").isEmpty();
    byte[] p256 = HexFormat.of().parseHex("06082a8648ce3d030107");
    assertThat(PublicHalf.ec(p256, new byte[67])).as("a point off the curve").isEmpty();
    assertThat(PublicHalf.ec(p256, new byte[10])).as("cut short").isEmpty();
    assertThat(PublicHalf.rsa(new byte[0], new byte[0])).isEmpty();
    assertThat(PublicHalf.ec(new byte[0])).isEmpty();
    assertThat(PublicHalf.ec((byte[]) null)).isEmpty();
  }
}
