package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshPublicKeyTest {

  private static final byte[] DATA = {1, 2, 3, 4, 5};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ed25519  | ED25519   | 256
          ecdsa256 | ECDSA_256 | 256
          ecdsa384 | ECDSA_384 | 384
          ecdsa521 | ECDSA_521 | 521
          rsa      | RSA       | 2048
          """)
  void readsWhatItWrites(String name, KeyType type, int bits) throws Exception {
    String line = new String(Fixtures.bytes(name + ".pub"), ISO_8859_1).strip();
    SshPublicKey key = SshPublicKey.parseLine(line);

    assertThat(key.type()).isEqualTo(type);
    assertThat(key.bits()).isEqualTo(bits);
    assertThat(key.line("made for tests")).isEqualTo(line);
    SshPublicKey again = SshPublicKey.parse(key.blob());
    assertThat(again).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(again.hasBlob(key.blob())).isTrue();
    SshWriter writer = new SshWriter();
    key.writeTo(writer);
    assertThat(new SshReader(writer.toBytes()).readString()).isEqualTo(key.blob());
  }

  @Test
  void showsTheFingerprintThatOpenSshShows() throws Exception {
    SshPublicKey key =
        SshPublicKey.parseLine(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl");

    assertThat(key.fingerprint()).isEqualTo("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
    assertThat(key).hasToString("ssh-ed25519 " + key.fingerprint());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one field                    | ssh-ed25519 | public key line without the two fields: type and Base64
          no base64                    | ssh-ed25519 A*A= | public key line whose second field is not Base64
          cut short                    | ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkV | string of 32 bytes where 5 are left
          type of another              | ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl | public key line that says ssh-rsa and holds a key of type ssh-ed25519
          unknown type                 | ssh-dss AAAAB3NzaC1kc3M= | public key is of unknown type ssh-dss
          """)
  void refusesLines(String what, String line, String message) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SshPublicKey.parseLine(line))
        .withMessage(message);
  }

  @Test
  void refusesBlobsThatAreNotWellFormed() {
    byte[] point = Arrays.copyOfRange(Fixtures.publicKey("ecdsa256").blob(), 39, 104);
    byte[] offCurve = point.clone();
    offCurve[64] ^= 1;
    byte[] outside = point.clone();
    Arrays.fill(outside, 1, 33, (byte) 0xff);
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = 2;

    refuses("ssh-ed25519 key of 31 bytes", blob("ssh-ed25519").putString(new byte[31]));
    refuses(
        "1 bytes too many in ssh-ed25519 key",
        blob("ssh-ed25519").putString(new byte[32]).putByte(0));
    refuses("point that is not on nistp256", ecdsa("nistp256", offCurve));
    refuses("point outside the field of nistp256", ecdsa("nistp256", outside));
    refuses(
        "point of 33 bytes where an uncompressed one of 65 is wanted",
        ecdsa("nistp256", compressed));
    refuses("ecdsa-sha2-nistp256 key over nistp384, not nistp256", ecdsa("nistp384", point));
    refuses("of unknown type foo??bar", blob("foo\0 bar"));
    refuses(
        "public key of 5000 bytes where at most 4096 fit",
        new SshWriter().putBytes(new byte[5000]));
  }

  @Test
  void refusesRsaNumbersOutOfRange() {
    BigInteger e = BigInteger.valueOf(65_537);
    BigInteger n = BigInteger.ONE.shiftLeft(2047).setBit(0);

    refuses("RSA key of 1023 bits where at least 1024", rsa(e, BigInteger.TWO.pow(1022).setBit(0)));
    refuses("string of 2050 bytes where at most 2049 fit", rsa(e, BigInteger.TWO.pow(16_392)));
    refuses("number of 16385 bits", rsa(e, BigInteger.TWO.pow(16_384).setBit(0)));
    refuses("exponent or modulus is 1 or even", rsa(BigInteger.ONE, n));
    refuses("exponent or modulus is 1 or even", rsa(BigInteger.valueOf(4), n));
    refuses("exponent or modulus is 1 or even", rsa(e, n.clearBit(0)));
    refuses("number of 65 bits where 1 to 64", rsa(BigInteger.TWO.pow(64).setBit(0), n));
    refuses("not above 0", rsa(e.negate(), n));
    refuses("not above 0", rsa(e, n.negate()));
    refuses("not above 0", rsa(BigInteger.ZERO, n));
    refuses(
        "not in its shortest form",
        blob("ssh-rsa").putString(new byte[] {0, 1, 0, 1}).putBigInteger(n));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa"})
  void neverTakesABlobThatIsCutShort(String name) {
    byte[] blob = Fixtures.publicKey(name).blob();
    for (int length = 0; length < blob.length; length++) {
      byte[] cut = Arrays.copyOf(blob, length);
      assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> SshPublicKey.parse(cut));
    }
  }

  @Test
  void keepsItsOwnCopy() throws Exception {
    SshPublicKey key = Fixtures.publicKey("ed25519");
    byte[] blob = key.blob();
    SshPublicKey copy = SshPublicKey.parse(blob);
    blob[20] ^= 1;
    copy.blob()[20] ^= 1;

    assertThat(copy).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ed25519  | ssh-ed25519
          ecdsa256 | ecdsa-sha2-nistp256
          ecdsa384 | ecdsa-sha2-nistp384
          ecdsa521 | ecdsa-sha2-nistp521
          rsa      | rsa-sha2-512,rsa-sha2-256
          """)
  void verifiesWhatItsOtherHalfSigns(String name, String algorithms) throws Exception {
    for (Crypto signer : Fixtures.CRYPTOS) {
      SshPrivateKey key = Fixtures.open(name, "", signer);
      assertThat(key.algorithms()).containsExactly(algorithms.split(",", -1));
      assertThat(key.publicKey()).isEqualTo(Fixtures.publicKey(name));
      for (String algorithm : key.algorithms()) {
        byte[] signature = key.sign(algorithm, DATA);
        for (Crypto verifier : Fixtures.CRYPTOS) {
          checkVerify(key.publicKey(), verifier, algorithm, signature);
        }
      }
    }
  }

  private static void checkVerify(
      SshPublicKey key, Crypto crypto, String algorithm, byte[] signature)
      throws ProtocolException {
    assertThat(key.verify(crypto, algorithm, DATA, signature)).isTrue();
    assertThat(key.verify(crypto, algorithm, new byte[5], signature)).isFalse();
    for (int length = 0; length < signature.length; length++) {
      byte[] cut = Arrays.copyOf(signature, length);
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> key.verify(crypto, algorithm, DATA, cut));
    }
    byte[] longer = Arrays.copyOf(signature, signature.length + 1);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> key.verify(crypto, algorithm, DATA, longer));
    int step = crypto.isNative() ? 1 : 17; // the JDK takes milliseconds for each
    for (int at = 0; at < signature.length; at += step) {
      byte[] flipped = signature.clone();
      flipped[at] ^= 1;
      assertThat(isGood(key, crypto, algorithm, flipped)).as("byte %s flipped", at).isFalse();
    }
  }

  private static boolean isGood(
      SshPublicKey key, Crypto crypto, String algorithm, byte[] signature) {
    try {
      return key.verify(crypto, algorithm, DATA, signature);
    } catch (ProtocolException e) {
      return false;
    }
  }

  @Test
  void takesNoOtherAlgorithmThanTheOneAgreed() throws Exception {
    SshPrivateKey rsa = Fixtures.open("rsa", "", Crypto.system());
    byte[] signature = rsa.sign("rsa-sha2-256", DATA);
    byte[] value = signatureValue(signature);
    byte[] sha1 = new SshWriter().putString("ssh-rsa").putString(value).toBytes();

    refusesSignature(
        "signature is of rsa-sha2-256 where rsa-sha2-512 is wanted", "rsa-sha2-512", signature);
    refusesSignature("signature is of ssh-rsa where rsa-sha2-256 is wanted", "rsa-sha2-256", sha1);
    refusesSignature("key is of type ssh-rsa where ssh-ed25519 was agreed", "ssh-ed25519", sha1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rsa.sign("ssh-ed25519", DATA))
        .withMessage("a key of type ssh-rsa does not sign with ssh-ed25519");
  }

  @Test
  void takesSha1OnlyByName() throws Exception {
    SshPrivateKey rsa = Fixtures.open("rsa", "", Crypto.system());
    byte[] sha1 = rsa.sign("ssh-rsa", DATA);

    assertThat(rsa.algorithms()).containsExactly("rsa-sha2-512", "rsa-sha2-256");
    assertThat(rsa.publicKey().verify(Crypto.system(), "ssh-rsa", DATA, sha1)).isTrue();
    assertThat(rsa.publicKey().verify(Crypto.jdk(), "ssh-rsa", DATA, sha1)).isTrue();
    refusesSignature("signature is of ssh-rsa where rsa-sha2-512 is wanted", "rsa-sha2-512", sha1);
  }

  @Test
  void widensAnRsaSignatureWhoseZerosWereLeftOut() throws Exception {
    SshPrivateKey rsa = Fixtures.open("rsa", "", Crypto.system());
    byte[] data = {0};
    byte[] value = {1};
    for (int i = 0; value[0] != 0; i++) { // one in 256 begins with a zero
      data = BigInteger.valueOf(i).toByteArray();
      value = signatureValue(rsa.sign("rsa-sha2-512", data));
    }
    SshWriter cut = new SshWriter().putString("rsa-sha2-512");
    cut.putString(value, 1, value.length - 1);
    SshWriter wide = new SshWriter().putString("rsa-sha2-512");
    wide.putString(Arrays.copyOf(new byte[1], 1 + value.length));

    for (Crypto crypto : Fixtures.CRYPTOS) {
      assertThat(rsa.publicKey().verify(crypto, "rsa-sha2-512", data, cut.toBytes())).isTrue();
    }
    refusesSignature(
        "rsa-sha2-512 signature of 257 bytes with a key of 256", "rsa-sha2-512", wide.toBytes());
  }

  @Test
  void refusesEcdsaNumbersOutOfRange() {
    BigInteger order = Curve.P256.order();
    for (BigInteger bad : List.of(BigInteger.ZERO, BigInteger.ONE.negate(), order)) {
      SshWriter value = new SshWriter().putBigInteger(BigInteger.ONE).putBigInteger(bad);
      SshWriter signature = new SshWriter().putString("ecdsa-sha2-nistp256").putString(value);
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() ->
              Fixtures.publicKey("ecdsa256")
                  .verify(Crypto.system(), "ecdsa-sha2-nistp256", DATA, signature.toBytes()));
    }
  }

  /// RFC 8032 section 7.1, TEST 1 to TEST 3.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60 | d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a | '' | e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
          4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb | 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c | 72 | 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
          c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7 | fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025 | af82 | 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
          """)
  void signsAsRfc8032Says(String seed, String point, String message, String signature)
      throws Exception {
    HexFormat hex = HexFormat.of();
    byte[] data = hex.parseHex(message);
    for (Crypto crypto : Fixtures.CRYPTOS) {
      SshPrivateKey key = Pkcs8.ed25519(hex.parseHex(seed), null, crypto);
      assertThat(key.publicKey()).isEqualTo(SshPublicKey.ofEd25519(hex.parseHex(point)));
      byte[] made = key.sign("ssh-ed25519", data);
      assertThat(hex.formatHex(signatureValue(made))).isEqualTo(signature);
      assertThat(key.publicKey().verify(crypto, "ssh-ed25519", data, made)).isTrue();
    }
  }

  @Test
  void refusesACommentOfTwoLines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fixtures.publicKey("ed25519").line("a\nssh-rsa"));
  }

  private static byte[] signatureValue(byte[] signature) throws ProtocolException {
    SshReader reader = new SshReader(signature);
    reader.readName();
    return reader.readString();
  }

  private static void refusesSignature(String message, String algorithm, byte[] signature) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> Fixtures.publicKey("rsa").verify(Crypto.system(), algorithm, DATA, signature))
        .withMessage(message);
  }

  private static SshWriter blob(String type) {
    return new SshWriter().putString(type);
  }

  private static SshWriter ecdsa(String curve, byte[] point) {
    return blob("ecdsa-sha2-nistp256").putString(curve).putString(point);
  }

  private static SshWriter rsa(BigInteger exponent, BigInteger modulus) {
    return blob("ssh-rsa").putBigInteger(exponent).putBigInteger(modulus);
  }

  private static void refuses(String message, SshWriter blob) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SshPublicKey.parse(blob.toBytes()))
        .withMessageContaining(message);
  }
}
