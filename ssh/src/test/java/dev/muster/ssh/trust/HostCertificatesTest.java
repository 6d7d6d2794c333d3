package dev.muster.ssh.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.key.CertificateMaker;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Distrusted;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of hosts that show a certificate.
class HostCertificatesTest {

  private static final SshPrivateKey AUTHORITY = KeyPairs.generate(KeyType.ED25519);
  private static final SshPrivateKey RSA_AUTHORITY = KeyPairs.generate(KeyType.RSA);
  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();

  @TempDir Path folder;

  private static CertificateMaker maker() {
    return CertificateMaker.of(AUTHORITY, Keys.ED);
  }

  private HostKeys hostKeys(HostKeyPolicy policy, String text) throws Exception {
    Path file = folder.resolve("known_hosts");
    Files.writeString(
        file,
        text.replace("ED", Keys.ED.line(""))
            .replace("OTHER", Keys.OTHER.line(""))
            .replace("CA", AUTHORITY.publicKey().line("")));
    return HostKeys.read(
        HostKeyOptions.of(policy, List.of(file), List.of()).withClock(InstantSource.fixed(NOW)));
  }

  private static String shown(HostKeyVerdict verdict) {
    return switch (verdict) {
      case Trusted _ -> "trusted";
      case AddThenTrust _ -> "added";
      case Distrusted(HostKeyFailure failure) ->
          "distrusted: " + failure.getClass().getSimpleName();
      case Refused(HostKeyFailure failure) -> failure.getClass().getSimpleName();
    };
  }

  @ParameterizedTest(name = "{0} for {1}:{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @cert-authority web1 CA                  | web1 | 22   | trusted
          @cert-authority WEB* CA                  | Web1 | 22   | trusted
          @cert-authority * CA                     | web1 | 2222 | trusted
          @cert-authority web1 CA                  | web1 | 2222 | trusted
          @cert-authority [web1]:2222 CA           | web1 | 2222 | trusted
          @cert-authority [web1]:2222 CA           | web1 | 22   | CertificateRefused
          @cert-authority *,!web1 CA               | web1 | 22   | CertificateRefused
          @cert-authority * OTHER                  | web1 | 22   | CertificateRefused
          web1 CA                                  | web1 | 22   | CertificateRefused
          @cert-authority * CA\\nweb1 OTHER        | web1 | 22   | trusted
          @cert-authority * OTHER\\nweb1 ED        | web1 | 22   | trusted
          @cert-authority * CA\\n@revoked * CA     | web1 | 22   | AuthorityRevoked
          @cert-authority * CA\\n@revoked web1 CA  | web1 | 2222 | AuthorityRevoked
          @cert-authority * CA\\n@revoked web2 CA  | web1 | 22   | trusted
          @cert-authority * CA\\n@revoked * ED     | web1 | 22   | Revoked
          web1 ED\\n@revoked * CA                  | web1 | 22   | AuthorityRevoked
          """)
  void looksUpTheAuthority(String lines, String host, int port, String expected) throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.STRICT, lines.translateEscapes());
    OfferedKey offered = new OfferedKey.Certified(maker().make());

    assertThat(shown(hostKeys.verdict(host, port, offered))).isEqualTo(expected);
  }

  private static CertificateMaker wrong(String what) {
    return switch (what) {
      case "nothing" -> maker();
      case "first second" -> maker().valid(SECOND, SECOND + 1);
      case "expired" -> maker().valid(0, SECOND);
      case "early" -> maker().valid(SECOND + 1, -1);
      case "user" -> maker().role(1);
      case "name" -> maker().principals("web2", "WEB1", "web*", "web1.lan");
      case "no name" -> maker().principals();
      case "many names" -> maker().principals(CertificateMaker.names(9));
      case "option" -> maker().criticalOptions("force-command");
      default -> throw new IllegalArgumentException(what);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nothing      | ``
          first second | ``
          expired      | holds from always to 2026-07-01T00:00:00Z and it is 2026-07-01T00:00:00Z; have the key signed anew
          early        | holds from 2026-07-01T00:00:01Z to forever and it is 2026-07-01T00:00:00Z; check this machine's clock, or wait
          user         | is for a user where one for a host is wanted; sign the host's key with ssh-keygen -h
          name         | is for web2, WEB1, web*, web1.lan where "web1" is wanted; have it signed for that name, or set HostKeyAlias to one of its names
          no name      | is for no host by name where "web1" is wanted; have it signed for that name, or set HostKeyAlias to one of its names
          many names   | is for n0, n1, n2, n3, n4, n5, n6, n7 and more where "web1" is wanted; have it signed for that name, or set HostKeyAlias to one of its names
          option       | has the critical option force-command, which no client knows; have it signed without
          """)
  void aCertificateThatIsNotGoodLeavesTheKeyAlone(String what, String problem) throws Exception {
    SshCertificate certificate = wrong(what).make();
    OfferedKey offered = new OfferedKey.Certified(certificate);

    HostKeys hostKeys = hostKeys(HostKeyPolicy.STRICT, "\n@cert-authority * CA\n");
    if (problem.isEmpty()) {
      assertThat(hostKeys.verdict("web1", 22, offered)).isEqualTo(new Trusted());
      return;
    }
    Path file = folder.resolve("known_hosts");
    HostKeyVerdict verdict = hostKeys.verdict("WEB1", 22, offered);
    assertThat(verdict).isInstanceOf(Refused.class);
    assertThat(((Refused) verdict).failure().message())
        .isEqualTo(
            "web1: host "
                + certificate
                + " (@cert-authority in "
                + file
                + ":2) "
                + problem
                + "; and without it: host key "
                + Keys.ED
                + " is not in "
                + file
                + ", which names an authority for it, but it shows no certificate; check it and add"
                + " it, or use --host-keys accept-new");

    HostKeys withKey = hostKeys(HostKeyPolicy.STRICT, "@cert-authority * CA\nweb1 ED\n");
    assertThat(shown(withKey.verdict("web1", 22, offered))).as("as ssh").isEqualTo("trusted");
    HostKeys adding = hostKeys(HostKeyPolicy.ACCEPT_NEW, "@cert-authority * CA\n");
    assertThat(shown(adding.verdict("web1", 22, offered))).as("as ssh").isEqualTo("added");
  }

  @Test
  void namesTheAuthoritiesThatWereWanted() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.STRICT, "@cert-authority * OTHER\n");
    SshCertificate certificate = maker().make();

    assertThat(
            ((Refused) hostKeys.verdict("web1", 22, new OfferedKey.Certified(certificate)))
                .failure()
                .reason())
        .startsWith(
            "host "
                + certificate
                + " is by another authority than those on file, "
                + folder.resolve("known_hosts")
                + ":1 with ssh-ed25519 "
                + Keys.OTHER.fingerprint()
                + "; if the authority has a new key, add it as @cert-authority; and without it: ");
  }

  @Test
  void anAuthoritysAlgorithmsCanBeNarrowed() throws Exception {
    SshCertificate certificate = CertificateMaker.of(RSA_AUTHORITY, Keys.ED).make();
    Path file = folder.resolve("known_hosts");
    Files.writeString(file, "@cert-authority * " + RSA_AUTHORITY.publicKey().line("") + "\n");
    HostKeyOptions options = HostKeyOptions.of(HostKeyPolicy.STRICT, List.of(file), List.of());
    OfferedKey offered = new OfferedKey.Certified(certificate);

    assertThat(HostKeys.read(options).verdict("web1", 22, offered)).isEqualTo(new Trusted());
    HostKeyVerdict verdict =
        HostKeys.read(options.withAuthorityAlgorithms(List.of("ssh-ed25519", "rsa-sha2-256")))
            .verdict("web1", 22, offered);
    assertThat(((Refused) verdict).failure().reason())
        .contains(
            "was signed with rsa-sha2-512 where one of [ssh-ed25519, rsa-sha2-256] is wanted");
  }

  @Test
  void anAliasStandsForHostAndPort() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.STRICT, "@cert-authority cluster CA\n");
    OfferedKey offered = new OfferedKey.Certified(maker().principals("cluster").make());

    assertThat(hostKeys.wantsCertificate("web1", 2222)).isFalse();
    assertThat(hostKeys.as("Cluster").wantsCertificate("web1", 2222)).isTrue();
    assertThat(shown(hostKeys.verdict("web1", 2222, offered))).isEqualTo("CertificateRefused");
    assertThat(shown(hostKeys.as("Cluster").verdict("web1", 2222, offered))).isEqualTo("trusted");

    HostKeys plain = hostKeys(HostKeyPolicy.STRICT, "cluster ED\n");
    assertThat(plain.as("cluster").verdict("web1", 2222, Keys.ED)).isEqualTo(new Trusted());
    assertThat(plain.as("cluster").keyTypesOnFile("web1", 2222)).containsExactly(KeyType.ED25519);
    HostKeyVerdict added =
        hostKeys(HostKeyPolicy.ACCEPT_NEW, "").as("new").verdict("web1", 2222, Keys.ED);
    assertThat(added).isEqualTo(new AddThenTrust("new", 22, Keys.ED));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @cert-authority * CA                     | nothing | trusted
          @cert-authority * CA                     | expired | trusted
          @cert-authority * OTHER                  | nothing | trusted
          web1 ED                                  | expired | trusted
          @cert-authority * CA\\nweb1 OTHER        | nothing | trusted
          @cert-authority * CA\\nweb1 OTHER        | expired | distrusted: CertificateRefused
          @cert-authority * CA\\n@revoked * CA     | nothing | distrusted: AuthorityRevoked
          @cert-authority * CA\\n@revoked * ED     | nothing | distrusted: Revoked
          """)
  void offRefusesNobodyAndDistrustsWhomOthersRefuseForAKeyOnFile(
      String lines, String what, String expected) throws Exception {
    OfferedKey offered = new OfferedKey.Certified(wrong(what).make());
    HostKeys off = hostKeys(HostKeyPolicy.OFF, lines.translateEscapes());

    assertThat(shown(off.verdict("web1", 22, offered))).isEqualTo(expected);
    assertThat(off.wantsCertificate("web1", 22)).isEqualTo(lines.startsWith("@cert-authority"));
  }
}
