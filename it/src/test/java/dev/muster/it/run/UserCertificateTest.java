package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Authority;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Users with certificates, at a server that takes nothing else: each case ends with the command as
/// it ends with OpenSSH's client.
@Tag("peers")
class UserCertificateTest {

  private static final String HOST = "127.1.0.1";

  private static UserKeys keys;
  private static OpenSshServer server;
  private static Authority authority;
  private static Authority rsaAuthority;
  private static Authority stranger;
  private static @TempDir Path authorities;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    keys = UserKeys.make();
    authority = Authority.make(authorities, "ca", "ed25519");
    rsaAuthority = Authority.make(authorities, "ca-rsa", "rsa");
    stranger = Authority.make(authorities, "stranger", "ed25519");
    Path trusted =
        Files.writeString(
            authorities.resolve("trusted"), authority.line() + "\n" + rsaAuthority.line() + "\n");
    Path revoked = authorities.resolve("revoked");
    Path spec = Files.writeString(authorities.resolve("spec"), "serial: 66\n");
    Authority.keygen(
        List.of("-q", "-k", "-f", "" + revoked, "-s", authority.key() + ".pub", "" + spec));
    server =
        OpenSshServer.start(
            keys,
            List.of(KeyKind.ED25519),
            List.of(
                "AuthorizedKeysFile none",
                "TrustedUserCAKeys " + trusted,
                "RevokedKeys " + revoked));
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  private static List<String> terms(String text) {
    return List.of(text.replace("USER", server.user()).split(" "));
  }

  /// @param printed what the command prints over there; empty if nobody is let in
  private static void compare(Path key, List<String> options, String printed) {
    Ssh ssh = Ssh.to(server, key);
    List<String> ours = new ArrayList<>();
    for (String option : options) {
      ssh = ssh.with(option);
      ours.addAll(List.of("-o", option));
    }
    Ended theirs = ssh.run(HOST, "echo in");
    Ended muster = Muster.at(server, keys).runAs(key, HOST, ours, "echo in");
    if (!printed.isEmpty()) {
      assertThat(theirs.out()).as(theirs.err()).isEqualTo(printed + "\n");
      assertThat(muster.out()).as(muster.err()).isEqualTo(HOST + ": " + printed + "\n");
      assertThat(muster.exit()).isZero();
      return;
    }
    assertThat(theirs.exit()).isEqualTo(255);
    assertThat(theirs.err()).contains("Permission denied (publickey)");
    assertThat(muster.exit()).isEqualTo(3);
    assertThat(muster.err()).contains(HOST + ": authenticate: ", "refused user " + server.user());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          right           | -n USER -V -1d:+1d -z 65               | in
          several names   | -n nobody,USER                         | in
          expired         | -n USER -V -2d:-1d                     | ``
          not yet valid   | -n USER -V +1d:+2d                     | ``
          wrong principal | -n nobody                              | ``
          revoked         | -n USER -z 66                          | ``
          for a host      | -h -n USER                             | ``
          from elsewhere  | -n USER -O source-address=10.0.0.0/8   | ``
          from here       | -n USER -O source-address=127.0.0.0/8  | in
          another command | -n USER -O force-command=hostname      | HOSTNAME
          unknown option  | -n USER -O critical:x=y                | ``
          """)
  void endsAsWithSsh(String name, String terms, String printed) throws Exception {
    Path key = Authority.keyPair(folder, "key", "ed25519");
    Path certificate = authority.sign(key, terms(terms));
    String expected = printed.replace("HOSTNAME", hostName());

    assertThat(certificate).exists();
    compare(key, List.of(), expected);
  }

  /// One that does not lie beside its key is found where the configuration says.
  @ParameterizedTest
  @CsvSource({"-n USER, in", "-n USER -V -2d:-1d, ''"})
  void isFoundElsewhere(String terms, String printed) throws Exception {
    Path key = Authority.keyPair(folder, "key", "ed25519");
    Path certificate = authority.sign(key, terms(terms));
    Path elsewhere = Files.move(certificate, folder.resolve("elsewhere"));
    compare(key, List.of(), "");
    compare(key, List.of("CertificateFile=" + elsewhere), printed);
  }

  private static String hostName() {
    return Programs.run(List.of(Programs.find("hostname", "hostname").toString())).out().strip();
  }

  @ParameterizedTest
  @CsvSource({"wrong authority, stranger", "no certificate, none"})
  void strangersStayOutside(String name, String who) {
    Path key = Authority.keyPair(folder, "key", "ed25519");
    if (who.equals("stranger")) {
      Path certificate = stranger.sign(key, terms("-n USER"));
      assertThat(certificate).exists();
    }
    compare(key, List.of(), "");
  }

  @ParameterizedTest
  @CsvSource({
    "ecdsa 256, rsa-sha2-512",
    "ecdsa 384, rsa-sha2-256",
    "ecdsa 521, rsa-sha2-512",
    "rsa 2048, rsa-sha2-512",
    "rsa 3072, rsa-sha2-256"
  })
  void takesEveryTypeOfKey(String type, String algorithm) {
    Path key = Authority.keyPair(folder, "key", type);
    List<String> words = new ArrayList<>(terms("-n USER"));
    words.addAll(List.of("-t", algorithm));
    assertThat(rsaAuthority.sign(key, words)).exists();

    compare(key, List.of(), "in");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          for a host          | key-cert.pub   | is for a host and lets no user in
          of another key      | key-cert.pub   | is of another key than
          of a key not there  | named-cert.pub | which is in no key file that was named, on no token and in no agent
          no certificate      | key-cert.pub   | is a plain public key where a certificate is wanted
          """)
  void namesCertificatesThatItLeavesOut(String name, String file, String note) throws Exception {
    Path key = Authority.keyPair(folder, "key", "ed25519");
    Path other = Authority.keyPair(folder, "other", "ed25519");
    Path certificate = folder.resolve(file);
    switch (name) {
      case "for a host" -> authority.sign(key, terms("-h -n USER"));
      case "no certificate" -> Files.copy(Path.of(key + ".pub"), certificate);
      default -> Files.move(authority.sign(other, terms("-n USER")), certificate);
    }
    boolean named = file.startsWith("named");
    List<String> options =
        named ? List.of("-o", "CertificateFile=" + certificate) : List.<String>of();

    Ended muster = Muster.at(server, keys).runAs(key, HOST, options, "echo in");

    assertThat(muster.exit()).as(muster.err()).isEqualTo(3);
    assertThat(muster.err()).contains(certificate + ": ", note, "not used");
  }
}
