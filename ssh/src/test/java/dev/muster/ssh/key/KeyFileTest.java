package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.key.KeyFileException.Problem;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

  private static final byte[] DATA = "a message".getBytes(UTF_8);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ed25519",
        "ed25519.pkcs8",
        "ecdsa256",
        "ecdsa256.pem",
        "ecdsa256.pkcs8",
        "ecdsa384",
        "ecdsa384.pem",
        "ecdsa384.pkcs8",
        "ecdsa521",
        "ecdsa521.pem",
        "ecdsa521.pem.secret",
        "ecdsa521.pkcs8",
        "rsa",
        "rsa.pem",
        "rsa.pkcs8"
      })
  void readsEachForm(String name) throws Exception {
    for (Crypto crypto : Fixtures.CRYPTOS) {
      try (KeyFile file = KeyFile.parse(name, Fixtures.bytes(name))) {
        assertThat(file.isEncrypted()).isFalse();
        assertIsTheKey(name, file.open(Passphrase.none(), crypto));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ed25519.aes128-ctr",
        "ed25519.aes192-ctr",
        "ed25519.aes256-ctr",
        "ed25519.aes128-cbc",
        "ed25519.aes192-cbc",
        "ed25519.aes256-cbc",
        "ed25519.3des-cbc",
        "ed25519.aes128-gcm",
        "ed25519.aes256-gcm",
        "ed25519.chacha20-poly1305",
        "ecdsa256.encrypted",
        "ecdsa384.encrypted",
        "ecdsa521.encrypted",
        "rsa.encrypted",
        "ed25519.pkcs8.aes128",
        "ed25519.pkcs8.aes192",
        "ed25519.pkcs8.des3",
        "ecdsa256.pkcs8.aes256",
        "ecdsa384.pkcs8.aes256",
        "ecdsa521.pkcs8.aes256",
        "rsa.pkcs8.aes256",
        "ecdsa256.pem.aes128",
        "rsa.pem.aes128",
        "rsa.pem.aes192",
        "rsa.pem.aes256",
        "rsa.pem.des3"
      })
  void opensEachCipher(String name) throws Exception {
    for (Crypto crypto : Fixtures.CRYPTOS) {
      assertIsTheKey(name, Fixtures.open(name, Fixtures.PASSPHRASE, crypto));
      try (KeyFile file = KeyFile.parse(name, Fixtures.bytes(name))) {
        assertThat(file.isEncrypted()).isTrue();
        assertThatExceptionOfType(KeyFileException.class)
            .isThrownBy(() -> file.open(Passphrase.of("wrong".toCharArray()), crypto))
            .withMessage(
                name
                    + ": no passphrase that was given opens it; check that it belongs to this file");
      }
    }
  }

  @Test
  void takesThePassphraseInUtf8() throws Exception {
    assertIsTheKey("ed25519.accent", Fixtures.open("ed25519.accent", "pässwort", Crypto.system()));
  }

  @Test
  void readsTheKeyThatFollowsItsParameters() throws Exception {
    SshPrivateKey key = Fixtures.open("ecdsa256.parameters", "", Crypto.system());
    assertThat(key.publicKey().type()).isEqualTo(KeyType.ECDSA_256);
  }

  @Test
  void showsThePublicHalfOfOpenSshFilesBeforeTheyAreOpened() throws Exception {
    KeyFile openSsh = KeyFile.parse("a", Fixtures.bytes("rsa.encrypted"));
    KeyFile pem = KeyFile.parse("b", Fixtures.bytes("rsa.pem.aes128"));

    assertThat(openSsh.publicKey()).contains(Fixtures.publicKey("rsa"));
    assertThat(pem.publicKey()).isEmpty();
    assertThat(pem).hasToString("b (encrypted)");
  }

  private static void assertIsTheKey(String name, SshPrivateKey key) throws Exception {
    int dot = name.indexOf('.');
    SshPublicKey expected = Fixtures.publicKey(dot < 0 ? name : name.substring(0, dot));
    String algorithm = key.algorithms().getFirst();
    assertThat(key.publicKey()).isEqualTo(expected);
    byte[] signature = key.sign(algorithm, DATA);
    assertThat(expected.verify(Crypto.system(), algorithm, DATA, signature)).isTrue();
  }

  @Test
  void asksAgainAndWipesTheAnswers() throws Exception {
    List<char[]> answers = new ArrayList<>();
    Passphrase asked =
        (file, attempt) -> {
          String answer = attempt < 3 ? "wrong " + attempt + file : Fixtures.PASSPHRASE;
          answers.add(answer.toCharArray());
          return Optional.of(answers.getLast());
        };
    KeyFile file = KeyFile.parse("key", Fixtures.bytes("ed25519.aes256-ctr"));

    assertIsTheKey("ed25519", file.open(asked, Crypto.system()));
    assertThat(answers).hasSize(3).allSatisfy(answer -> assertThat(answer).containsOnly('\0'));
  }

  @Test
  void givesUpAfterThreeWrongPassphrases() throws Exception {
    List<Integer> attempts = new ArrayList<>();
    Passphrase asked =
        (_, attempt) -> {
          attempts.add(attempt);
          return Optional.of("wrong".toCharArray());
        };
    KeyFile file = KeyFile.parse("key", Fixtures.bytes("ed25519.aes256-ctr"));

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> file.open(asked, Crypto.system()))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.PASSPHRASE_WRONG));
    assertThat(attempts).containsExactly(1, 2, 3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ed25519.aes256-ctr   | PASSPHRASE_MISSING | is encrypted and no passphrase was given; give one, or add the key to ssh-agent
          rsa.pem.aes128       | PASSPHRASE_MISSING | is encrypted and no passphrase was given; give one, or add the key to ssh-agent
          rsa.pkcs8.aes256     | PASSPHRASE_MISSING | is encrypted and no passphrase was given; give one, or add the key to ssh-agent
          dsa                  | UNSUPPORTED        | is a DSA key, which no current SSH server takes; make one with ssh-keygen -t ed25519
          dsa.pem              | UNSUPPORTED        | is a DSA key, which no current SSH server takes; make one with ssh-keygen -t ed25519
          ecdsa.k1             | UNSUPPORTED        | is an EC key over the curve 1.3.132.0.10, which SSH does not use; make a key with ssh-keygen -t ed25519
          cert.pem             | NOT_THE_KEY_WANTED | is a certificate (CERTIFICATE) where a private key is wanted; name the file that holds its private key
          ed25519.pub          | NOT_THE_KEY_WANTED | is a public key where a private key is wanted; name ed25519
          """)
  void saysWhatIsWrong(String name, Problem problem, String message) {
    assertRefused(name, Fixtures.bytes(name), problem, name + ": " + message);
  }

  @Test
  void saysWhichDerivationIsNotSupported() throws Exception {
    KeyFile file = KeyFile.parse("key", Fixtures.bytes("ed25519.pkcs8.scrypt"));
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> file.open(Passphrase.of("x".toCharArray()), Crypto.system()))
        .withMessage(
            "key: derives its key by the algorithm 1.3.6.1.4.1.11591.4.11, which is not supported;"
                + " rewrite it with openssl pkcs8 -topk8 -v2 aes-256-cbc");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      textBlock =
          """
          empty                  | ``  | DAMAGED | is empty; name another file
          blank                  | `\n \n` | DAMAGED | is empty; name another file
          text                   | hello | NOT_THE_KEY_WANTED | is no private key: no line begins one with -----BEGIN … PRIVATE KEY-----; name another file
          putty                  | PuTTY-User-Key-File-3: ssh-ed25519 | NOT_THE_KEY_WANTED | is a PuTTY key where a private key is wanted; convert it with puttygen KEY.ppk -O private-openssh -o KEY
          ssh.com public         | ---- BEGIN SSH2 PUBLIC KEY ---- | NOT_THE_KEY_WANTED | is a public key where a private key is wanted; name the file beside it, without .pub
          ssh.com private        | ---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ---- | NOT_THE_KEY_WANTED | is an ssh.com key where a private key is wanted; convert it with ssh-keygen -i -f KEY
          pem public             | -----BEGIN PUBLIC KEY----- | NOT_THE_KEY_WANTED | is a public key where a private key is wanted; name the file beside it, without .pub
          another block          | -----BEGIN PGP MESSAGE----- | NOT_THE_KEY_WANTED | holds a block PGP?MESSAGE where a private key is wanted; name another file
          never ends             | -----BEGIN PRIVATE KEY----- | DAMAGED | is cut short: its block PRIVATE KEY never ends
          ends as another        | `-----BEGIN PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----` | DAMAGED | has a block PRIVATE KEY that ends as another
          no base64              | `-----BEGIN PRIVATE KEY-----\nAA=A\n-----END PRIVATE KEY-----` | DAMAGED | has a block that is not Base64
          nothing inside         | `-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----` | DAMAGED | ends early where a value with tag 48 is wanted
          no DEK-Info            | `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----` | DAMAGED | is encrypted and its DEK-Info header does not say how
          another cipher         | `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----` | UNSUPPORTED | is encrypted with DES-CBC, which is not supported; rewrite it with ssh-keygen -p
          """)
  void saysWhatOtherTextIs(String name, String text, Problem problem, String message) {
    byte[] bytes = text.translateEscapes().getBytes(ISO_8859_1);
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(
            () -> KeyFile.parse("f", bytes).open(Passphrase.of("x".toCharArray()), Crypto.jdk()))
        .withMessage("f: " + message)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
  }

  private static void assertRefused(String name, byte[] bytes, Problem problem, String message) {
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.parse(name, bytes).open(Passphrase.none(), Crypto.system()))
        .withMessage(message)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem))
        .satisfies(e -> assertThat(e.file()).isEqualTo(name));
  }

  @Test
  void refusesALargeFileWithoutReadingIt() throws Exception {
    Path file = folder.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertLoadFails(
        file,
        Problem.TOO_LARGE,
        "has 1099511627776 bytes where a key file has at most 1048576; name another file");
  }

  @Test
  void saysThatAFileIsMissingOrNoFile() {
    assertLoadFails(
        folder.resolve("none"),
        Problem.MISSING,
        "there is no such file; check the name of the key");
    assertLoadFails(folder, Problem.UNREADABLE, "is no regular file; name the key file itself");
  }

  private static void assertLoadFails(Path file, Problem problem, String message) {
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.load(file, Passphrase.none()))
        .withMessage(file + ": " + message)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void refusesAFileThatOthersMayRead() throws Exception {
    Path file = Files.write(folder.resolve("key"), Fixtures.bytes("ed25519"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.checkPermissions(file))
        .withMessage(file + ": has mode 0640, so others may use the key; run chmod 600 on it")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.OPEN_TO_OTHERS));

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    KeyFile.checkPermissions(file);
    assertIsTheKey("ed25519", KeyFile.load(file, Passphrase.none()));
  }

  @Test
  void readsPublicKeyFiles() throws Exception {
    Path file = folder.resolve("key.pub");
    Files.writeString(file, "# a comment\n\n" + Fixtures.publicKey("rsa").line("me@here") + "\n");
    assertThat(KeyFile.readPublic(file)).isEqualTo(Fixtures.publicKey("rsa"));

    Files.writeString(file, "# a comment\n");
    assertPublicFails(file, "holds no line with a key; make it with ssh-keygen -y");
    Files.writeString(file, "ssh-rsa\n");
    assertPublicFails(file, "is damaged: public key line without the two fields: type and Base64");
    Files.write(file, Fixtures.bytes("ed25519"));
    assertPublicFails(
        file, "is a private key where a public one is wanted; name the file that ends in .pub");
  }

  private static void assertPublicFails(Path file, String message) {
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.readPublic(file))
        .withMessage(file + ": " + message);
  }

  @ParameterizedTest
  @EnumSource
  void readsBackWhatItWrites(KeyType type) throws Exception {
    for (Crypto crypto : Fixtures.CRYPTOS) {
      SshPrivateKey key = KeyPairs.generate(type, 2048, crypto);
      KeyFile file = KeyFile.parse("key", key.openSshFile("me@here"));

      assertThat(file.publicKey()).contains(key.publicKey());
      assertThat(file.open(Passphrase.none(), crypto).publicKey()).isEqualTo(key.publicKey());
    }
  }

  @Test
  void signsNoMoreOnceDestroyed() throws Exception {
    SshPrivateKey key = Fixtures.open("ed25519", "", Crypto.system());
    assertThat(key.isDestroyed()).isFalse();
    key.destroy();

    assertThat(key.isDestroyed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> key.sign("ssh-ed25519", DATA));
    assertThatIllegalStateException().isThrownBy(() -> key.openSshFile(""));
  }

  @Test
  void showsNoSecret() throws Exception {
    SshPrivateKey key = Fixtures.open("rsa", "", Crypto.system());
    assertThat(key).hasToString("private half of " + key.publicKey());
    Pkcs8.Rsa numbers = Pkcs8.readRsa(new Der(rsaBlock()));
    assertThat(numbers).hasToString("RSA private key of 2048 bits");
  }

  private static byte[] rsaBlock() throws Refusal {
    Pem.Lines lines = new Pem.Lines(Fixtures.bytes("rsa.pem"));
    lines.advance();
    return Pem.read(lines, lines.label()).bytes();
  }

  @Test
  void closingOverwritesWhatItHolds() throws Exception {
    KeyFile file = KeyFile.parse("key", Fixtures.bytes("ed25519"));
    file.close();

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> file.open(Passphrase.none(), Crypto.jdk()));
  }
}
