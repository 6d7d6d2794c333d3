package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.KeyFileException.Problem;
import dev.muster.ssh.key.SshCertificate.Role;
import dev.muster.ssh.key.SshCertificate.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshCertificateTest {

  private static final SshPrivateKey AUTHORITY = KeyPairs.generate(KeyType.ED25519);
  private static final SshPublicKey KEY = Fixtures.publicKey("ed25519");

  @TempDir Path folder;

  private static String line(String name) {
    return new String(Fixtures.bytes("../certificates/" + name + "-cert.pub"), ISO_8859_1).strip();
  }

  private static CertificateMaker maker() {
    return CertificateMaker.of(AUTHORITY, KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ed25519  | HOST | web1           | 7                    | web1,web1.example.com | `` | from 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z | ssh-ed25519
          ecdsa256 | HOST | a host of ours | 0                    | web* | ``                           | from always to forever | ecdsa-sha2-nistp256
          ecdsa384 | USER | alice          | 18446744073709551615 | alice,root | force-command,source-address | from always to forever | rsa-sha2-512
          ecdsa521 | USER | bob            | 0                    | bob | ``                            | from always to forever | ssh-ed25519
          rsa      | USER | rsa-512        | 3                    | rsa | ``                            | from always to forever | rsa-sha2-512
          rsa-256  | USER | rsa-256        | 0                    | rsa | ``                            | from always to forever | rsa-sha2-256
          """)
  void readsWhatSshKeygenMakes(
      String name,
      Role role,
      String keyId,
      String serial,
      String principals,
      String options,
      String validity,
      String signedBy)
      throws Exception {
    for (Crypto crypto : Fixtures.CRYPTOS) {
      SshCertificate certificate = SshCertificate.parseLine(line(name), crypto);

      String key = name.equals("rsa-256") ? "rsa" : name;
      assertThat(certificate.key()).isEqualTo(Fixtures.publicKey(key));
      assertThat(certificate.role()).isEqualTo(role);
      assertThat(certificate.keyId()).isEqualTo(keyId);
      assertThat(Long.toUnsignedString(certificate.serial())).isEqualTo(serial);
      assertThat(String.join(",", certificate.principals())).isEqualTo(principals);
      assertThat(String.join(",", certificate.criticalOptions())).isEqualTo(options);
      assertThat(certificate.validity()).hasToString(validity);
      assertThat(certificate.signatureAlgorithm()).isEqualTo(signedBy);
      assertThat(certificate.type()).isEqualTo(line(name).substring(0, line(name).indexOf(" ")));
      SshCertificate again = SshCertificate.parse(certificate.blob(), crypto);
      assertThat(again).isEqualTo(certificate).hasSameHashCodeAs(certificate);
    }
  }

  @Test
  void namesItsAlgorithms() throws Exception {
    SshCertificate rsa = SshCertificate.parseLine(line("rsa"), Crypto.system());
    assertThat(rsa.algorithms())
        .containsExactly("rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com");
    assertThat(SshCertificate.plainAlgorithm(rsa.algorithms().getFirst()))
        .isEqualTo("rsa-sha2-512");
    assertThat(SshCertificate.plainAlgorithm("ssh-ed25519")).isEqualTo("ssh-ed25519");
    assertThat(SshCertificate.isNamed("ssh-ed25519")).isFalse();
    assertThat(SshCertificate.parseLine(line("ecdsa521"), Crypto.system()).extensions())
        .containsExactly(
            "permit-agent-forwarding", "permit-port-forwarding", "permit-pty", "permit-user-rc");
  }

  @Test
  void showsItselfWithoutHarm() {
    assertThat(maker().keyId("a\u001b[2Jb").serial(-1).make())
        .hasToString(
            "certificate \"a?[2Jb\" (serial 18446744073709551615) for "
                + KEY
                + " by "
                + AUTHORITY.publicKey());
  }

  @Test
  void refusesAnAuthoritysSha1() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SshCertificate.parseLine(line("rsa-sha1"), Crypto.system()))
        .withMessage(
            "certificate signed with ssh-rsa, which is SHA-1 and can be forged; sign it anew with"
                + " ssh-keygen -t rsa-sha2-512");
  }

  @Test
  void noByteCanBeChanged() {
    byte[] blob = maker().serial(5).criticalOptions("force-command").make().blob();
    for (int at = 0; at < blob.length; at++) {
      byte[] changed = blob.clone();
      changed[at] ^= 0x40;
      assertThatExceptionOfType(ProtocolException.class)
          .as("byte %d", at)
          .isThrownBy(() -> SshCertificate.parse(changed, Crypto.system()));
      byte[] cut = Arrays.copyOf(blob, at);
      assertThatExceptionOfType(ProtocolException.class)
          .as("cut at %d", at)
          .isThrownBy(() -> SshCertificate.parse(cut, Crypto.system()));
    }
    byte[] longer = Arrays.copyOf(blob, blob.length + 1);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SshCertificate.parse(longer, Crypto.system()))
        .withMessage("1 bytes too many in certificate");
  }

  private static void refuses(CertificateMaker maker, String message) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SshCertificate.parse(maker.blob(), Crypto.system()))
        .withMessage(message);
  }

  @Test
  void refusesWhatNoAuthorityMakes() {
    SshPublicKey other = KeyPairs.generate(KeyType.ED25519).publicKey();
    refuses(maker().authority(other.blob()), "certificate that " + other + " did not sign");
    refuses(maker().role(3), "certificate for neither a user nor a host");
    refuses(maker().role(0), "certificate for neither a user nor a host");
    refuses(maker().keyId("a\0b"), "certificate with a NUL in its key id");
    refuses(maker().principals("web1\0.evil.example"), "certificate with a NUL in its principal");
    refuses(
        maker().authority(maker().make().blob()),
        "certificate whose authority's key is refused: public key is of unknown type"
            + " ssh-ed25519-cert-v01@openssh.com");
    refuses(
        maker().signature(bytes -> new SshWriter().putString("sk-x").putString("").toBytes()),
        "certificate signed with sk-x, which is not supported");
    refuses(
        maker()
            .signature(bytes -> new SshWriter().putString("rsa-sha2-512").putString("").toBytes()),
        "key is of type ssh-ed25519 where rsa-sha2-512 was agreed");
  }

  @Test
  void limitsWhatItHolds() {
    assertThat(maker().principals(CertificateMaker.names(256)).make().principals()).hasSize(256);
    refuses(
        maker().principals(CertificateMaker.names(257)), "certificate with over 256 principals");
    assertThat(maker().criticalOptions(CertificateMaker.names(256)).make().criticalOptions())
        .hasSize(256);
    refuses(
        maker().criticalOptions(CertificateMaker.names(257)), "certificate with over 256 options");
    refuses(maker().keyId("x".repeat(5000)), "string of 5000 bytes where at most 4096 fit");
    refuses(
        maker().principals("x".repeat(70_000)),
        "certificate of 70306 bytes where at most 65536 fit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          100 | 200 | 99  | true  | false
          100 | 200 | 100 | false | false
          100 | 200 | 199 | false | false
          100 | 200 | 200 | false | true
          0   | -1  | 0   | false | false
          0   | -1  | 99  | false | false
          -2  | -1  | 99  | true  | false
          """)
  void holdsFromTheFirstSecondToTheOneBeforeTheLast(
      long after, long before, long now, boolean early, boolean late) {
    Validity validity = new Validity(after, before);
    assertThat(validity.isBefore(Instant.ofEpochSecond(now))).isEqualTo(early);
    assertThat(validity.isOver(Instant.ofEpochSecond(now))).isEqualTo(late);
  }

  @Test
  void readsAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("x-cert.pub"), "\n# a\n" + line("rsa") + "\n");
    assertThat(KeyFile.readCertificate(file).keyId()).isEqualTo("rsa-512");

    Path plain = Files.writeString(folder.resolve("x.pub"), KEY.line("") + "\n");
    fails(plain, Problem.NOT_THE_KEY_WANTED, "is a plain public key where a certificate is wanted");
    Path token =
        Files.writeString(folder.resolve("sk"), "sk-ssh-ed25519-cert-v01@openssh.com AAAA\n");
    fails(token, Problem.UNSUPPORTED, "is a certificate for a key on a security token");
    Path sha1 = Files.writeString(folder.resolve("sha1"), line("rsa-sha1") + "\n");
    fails(sha1, Problem.DAMAGED, "is damaged: certificate signed with ssh-rsa");
    Path lies =
        Files.writeString(
            folder.resolve("lies"), line("rsa").replaceFirst("ssh-rsa", "ssh-ed25519"));
    fails(lies, Problem.DAMAGED, "is damaged: certificate line that says ssh-ed25519-cert");
  }

  private static void fails(Path file, Problem problem, String message) {
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.readCertificate(file))
        .withMessageContaining(file + ": " + message)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
