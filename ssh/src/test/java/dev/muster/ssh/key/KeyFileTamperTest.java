package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Damages key files in every place: each is refused, or is still the same key, and nothing else
/// comes of it.
class KeyFileTamperTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ed25519",
        "ed25519.aes256-ctr",
        "ed25519.aes256-gcm",
        "ed25519.chacha20-poly1305",
        "ed25519.aes128-cbc",
        "ed25519.pkcs8",
        "ed25519.pkcs8.aes128",
        "ecdsa256",
        "ecdsa256.pem",
        "ecdsa256.pem.aes128",
        "ecdsa256.pkcs8",
        "rsa.pem"
      })
  void refusesOrIsTheSameKey(String name) throws Exception {
    Pem block = block(name);
    byte[] inside = block.bytes();
    boolean quick = name.equals("ed25519") || name.startsWith("ecdsa");
    for (int at = 0; at < inside.length; at += quick || at < 170 ? 1 : 5) {
      for (int flip : quick ? new int[] {0x01, 0x80} : new int[] {0x01}) {
        byte[] damaged = inside.clone();
        damaged[at] ^= (byte) flip;
        check(name, file(block, damaged), "byte " + at + " inside by " + flip);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa256.pem.aes128", "ed25519.pkcs8"})
  void refusesOrIsTheSameKeyWhenTheTextIsDamaged(String name) {
    byte[] file = Fixtures.bytes(name);
    for (int at = 0; at < file.length; at++) {
      for (int flip : new int[] {0x01, 0x20, 0x80}) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) flip;
        check(name, damaged, "byte " + at + " by " + flip);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ed25519",
        "ed25519.aes256-ctr",
        "ed25519.aes256-gcm",
        "ed25519.pkcs8",
        "ed25519.pkcs8.aes128",
        "ecdsa256.pem",
        "ecdsa256.pem.aes128",
        "rsa",
        "rsa.pem"
      })
  void refusesWhatIsCutShort(String name) throws Exception {
    Pem block = block(name);
    for (int length = 0; length < block.bytes().length; length++) {
      byte[] cut = file(block, Arrays.copyOf(block.bytes(), length));
      assertThatExceptionOfType(KeyFileException.class)
          .as("%s bytes inside", length)
          .isThrownBy(() -> open(name, cut));
    }
    byte[] file = Fixtures.bytes(name);
    for (int length = 0; length < file.length - 1; length++) { // all but the last line end
      byte[] cut = Arrays.copyOf(file, length);
      assertThatExceptionOfType(KeyFileException.class)
          .as("%s bytes", length)
          .isThrownBy(() -> open(name, cut));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0          | 0
          10001      | 10001
          -1         | 4294967295
          """)
  void limitsTheRoundsBeforeDoingThem(int rounds, String shown) throws Exception {
    Pem block = block("ed25519.aes256-ctr");
    byte[] inside = block.bytes();
    SshReader reader = new SshReader(inside);
    reader.skip("openssh-key-v1\0".length());
    reader.readString();
    reader.readString();
    reader.readInt();
    reader.readString();
    ByteBuffer.wrap(inside).putInt(reader.position(), rounds);
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> open("key", file(block, inside)))
        .withMessage(
            "key: asks for "
                + shown
                + " rounds of bcrypt where 1 to 10000 are taken; rewrite it with ssh-keygen -p -a"
                + " 64");
  }

  private static void check(String name, byte[] damaged, String what) {
    try {
      SshPrivateKey key = open(name, damaged);
      SshPublicKey original = Fixtures.publicKey(name.replaceAll("\\..*", ""));
      assertThat(key.publicKey().type()).as(what).isEqualTo(original.type());
      if (!name.startsWith("ed25519.pkcs8")) { // a bare seed: any 32 bytes are a key
        assertThat(key.publicKey()).as(what).isEqualTo(original);
      }
    } catch (KeyFileException e) {
      assertThat(e.getMessage()).as(what).startsWith(name + ": ").doesNotContain("\n");
    }
  }

  private static SshPrivateKey open(String name, byte[] bytes) throws KeyFileException {
    try (KeyFile file = KeyFile.parse(name, bytes)) {
      return file.open(Passphrase.of(Fixtures.PASSPHRASE.toCharArray()), Crypto.system());
    }
  }

  private static Pem block(String name) throws Refusal {
    Pem.Lines lines = new Pem.Lines(Fixtures.bytes(name));
    lines.advance();
    return Pem.read(lines, lines.label());
  }

  private static byte[] file(Pem block, byte[] inside) {
    byte[] file = Pem.write(block.label(), inside, inside.length);
    if (block.header("DEK-Info").isEmpty()) {
      return file;
    }
    String text = new String(file, ISO_8859_1);
    int end = text.indexOf('\n') + 1;
    String headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + block.header("DEK-Info") + "\n\n";
    return (text.substring(0, end) + headers + text.substring(end)).getBytes(ISO_8859_1);
  }
}
