package dev.muster.ssh.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.CertificateMaker;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevokedKeysTest {

  private static final SshPrivateKey AUTHORITY = KeyPairs.generate(KeyType.ED25519);

  @TempDir Path folder;

  private static RevokedKeys parse(byte[] bytes) throws Exception {
    return RevokedKeys.parse("revoked", bytes);
  }

  private static RevokedKeys lines(String text) throws Exception {
    String lines =
        text.replace("ED", Keys.ED.line(""))
            .replace("OTHER", Keys.OTHER.line(""))
            .replace("CA", AUTHORITY.publicKey().line(""));
    return parse(lines.getBytes(ISO_8859_1));
  }

  private static OfferedKey certified(long serial) {
    return new OfferedKey.Certified(
        CertificateMaker.of(AUTHORITY, Keys.ED).serial(serial).keyId("the id").make());
  }

  // --- lines

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                | ``
          `# ED`            | ``
          OTHER             | ``
          `\\n# x\\n  ED c` | is revoked by revoked:3
          `OTHER\\nED\\nED` | is revoked by revoked:2
          """)
  void readsLinesOfKeys(String text, String reason) throws Exception {
    RevokedKeys revoked = lines(text.translateEscapes());

    String expected = reason.isEmpty() ? null : reason;
    assertThat(revoked.reason(new OfferedKey.Plain(Keys.ED))).isEqualTo(expected);
    assertThat(revoked.reason(certified(1))).as("its certificate").isEqualTo(expected);
  }

  @Test
  void anAuthoritysLineRevokesItsCertificates() throws Exception {
    assertThat(lines("CA").reason(certified(1)))
        .isEqualTo("is by an authority that is revoked by revoked:1");
    assertThat(lines("CA").reason(new OfferedKey.Plain(Keys.ED))).isNull();
  }

  @Test
  void aCertificatesLineRevokesItsKey() throws Exception {
    byte[] blob = CertificateMaker.of(AUTHORITY, Keys.ED).make().blob();
    String line =
        "ssh-ed25519-cert-v01@openssh.com " + Base64.getEncoder().encodeToString(blob) + " c\n";

    assertThat(parse(line.getBytes(ISO_8859_1)).reason(new OfferedKey.Plain(Keys.ED)))
        .isEqualTo("is revoked by revoked:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssh-ed25519          | wanted type and Base64 of a public key
          ssh-ed25519 A*       | the key is not Base64
          ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl | the key is not of the type that the line says
          """)
  void whatCannotBeReadIsAnError(String line, String message) {
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> lines("ED\n" + line + "\n"))
        .withMessage(
            "revoked: is no list of revoked keys: line 2: "
                + message
                + "; make it with ssh-keygen -k");
  }

  // --- the binary form

  private static SshWriter head() {
    return new SshWriter()
        .putBytes("SSHKRL\n\0".getBytes(ISO_8859_1))
        .putInt(1)
        .putLong(1)
        .putLong(0)
        .putLong(0)
        .putString("")
        .putString("a comment");
  }

  private static byte[] section(int type, SshWriter body) {
    return head().putByte(type).putString(body).toBytes();
  }

  private static byte[] certificates(byte[] authority, int type, SshWriter part) {
    SshWriter body = new SshWriter().putString(authority).putString("");
    return section(1, body.putByte(type).putString(part));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0x20 | 5   | 5  | true
          0x20 | 5   | 6  | false
          0x20 | 0   | 0  | false
          0x20 | -1  | -1 | true
          0x21 | 5   | 4  | false
          0x21 | 5   | 5  | true
          0x21 | 5   | 15 | true
          0x21 | 5   | 16 | false
          0x21 | 5   | -1 | false
          0x21 | 0   | 0  | false
          0x21 | -11 | -1 | true
          0x22 | 5   | 5  | true
          0x22 | 5   | 6  | false
          0x22 | 5   | 13 | true
          0x22 | 5   | 14 | false
          0x22 | 5   | 4  | false
          0x22 | 5   | -1 | false
          0x22 | -9  | -1 | true
          """)
  void serialNumbersAreListedInRangesAndInBits(
      String type, long first, long serial, boolean revoked) throws Exception {
    SshWriter part = new SshWriter().putLong(first);
    switch (type) {
      case "0x21" -> part.putLong(first + 10);
      case "0x22" -> part.putBigInteger(BigInteger.valueOf(0x101));
      default -> part.putLong(77);
    }
    for (byte[] authority : List.of(AUTHORITY.publicKey().blob(), new byte[0])) {
      RevokedKeys list = parse(certificates(authority, Integer.decode(type), part));

      assertThat(list.reason(certified(serial)) != null).isEqualTo(revoked);
      assertThat(list.reason(new OfferedKey.Plain(Keys.ED))).isNull();
    }
    RevokedKeys others = parse(certificates(Keys.OTHER.blob(), Integer.decode(type), part));
    assertThat(others.reason(certified(serial))).isNull();
  }

  @Test
  void keyIdsAreListed() throws Exception {
    byte[] authority = AUTHORITY.publicKey().blob();
    SshWriter ids = new SshWriter().putString("x").putString("the id");

    assertThat(parse(certificates(authority, 0x23, ids)).reason(certified(0)))
        .isEqualTo("is a certificate, \"the id\" with serial 0, that is revoked by revoked");
    SshWriter others = new SshWriter().putString("the id ");
    assertThat(parse(certificates(authority, 0x23, others)).reason(certified(0))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 8})
  void whatIsCutShortOrUnknownIsAnError(int type) {
    SshWriter body = new SshWriter().putInt(99);
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> parse(section(type, body)))
        .withMessageStartingWith("revoked: is no list of revoked keys: ");
  }

  @Test
  void isReadToItsEndOrNotAtAll() throws Exception {
    SshWriter range = new SshWriter().putLong(5).putLong(9);
    byte[] whole = certificates(new byte[0], 0x21, range);
    int header = head().length();
    assertThat(parse(whole).reason(certified(5))).isNotNull();
    for (int length = 8; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length != header) { // a list that revokes nothing
        assertThatExceptionOfType(KnownHostsException.class)
            .as("%d bytes", length)
            .isThrownBy(() -> parse(cut));
      }
    }
  }

  @Test
  void anExtensionIsPassedOverUnlessItMustBeKnown() throws Exception {
    for (boolean critical : new boolean[] {false, true}) {
      SshWriter extension = new SshWriter().putString("x@y").putBoolean(critical).putString("z");
      for (byte[] file :
          List.of(section(255, extension), certificates(new byte[0], 0x39, extension))) {
        if (critical) {
          assertThatExceptionOfType(KnownHostsException.class)
              .isThrownBy(() -> parse(file))
              .withMessageContaining("it has an extension that is not known and must be");
        } else {
          assertThat(parse(file).reason(certified(5))).isNull();
        }
      }
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    SshWriter backwards = new SshWriter().putLong(9).putLong(5);
    fails(certificates(new byte[0], 0x21, backwards), "ends before it begins");
    SshWriter negative = new SshWriter().putLong(9).putString(new byte[] {-1});
    fails(certificates(new byte[0], 0x22, negative), "a bitmap that is a number below 0");
    fails(certificates(new byte[0], 0x24, negative), "on certificates of unknown type 36");
    SshWriter digest = new SshWriter().putString(new byte[19]);
    fails(section(3, digest), "a fingerprint of 19 bytes where 20 are wanted");
    byte[] newer = head().toBytes();
    newer[11] = 2;
    fails(newer, "its form has version 2 where 1 is known");
  }

  private static void fails(byte[] file, String message) {
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> parse(file))
        .withMessageContaining(message);
  }

  // --- the files

  @Test
  void failsWithoutTheFile() throws Exception {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> RevokedKeys.read(missing))
        .withMessage(
            missing
                + ": does not exist, so which keys are revoked is not known; name the right file");
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> RevokedKeys.read(folder))
        .withMessageStartingWith(folder + ": cannot be read: ");
  }

  @ParameterizedTest
  @EnumSource
  void everyPolicyRefusesWhatIsRevoked(HostKeyPolicy policy) throws Exception {
    Path revoked = Files.writeString(folder.resolve("revoked"), "\n" + Keys.ED.line("x") + "\n");
    Path known = Files.writeString(folder.resolve("known"), "* " + Keys.ED.line("") + "\n");
    HostKeyOptions options = HostKeyOptions.of(policy, List.of(known), List.of());
    HostKeys hostKeys = HostKeys.read(options.withRevokedFiles(List.of(revoked)));

    assertThat(HostKeys.read(options).verdict("web1", 22, Keys.ED)).isEqualTo(new Trusted());
    HostKeyVerdict verdict = hostKeys.verdict("web1", 22, Keys.ED);
    assertThat(verdict).isInstanceOf(Refused.class);
    assertThat(((Refused) verdict).failure().message())
        .isEqualTo(
            "web1: host key "
                + Keys.ED
                + " is revoked by "
                + revoked
                + ":2; do not connect, and ask whoever runs the host for its new key");
    assertThat(hostKeys.wantsCertificate("web1", 22)).isTrue();
  }
}
