package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Authority;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Phase;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.trust.HostKeyOptions;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeys;
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

/// Hosts with certificates: each case ends as OpenSSH's client ends it.
@Tag("peers")
class HostCertificateTest {

  private static final String HOST = "127.3.0.1";

  private static UserKeys keys;

  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() {
    keys = UserKeys.make();
    keys.ed25519();
  }

  @AfterAll
  static void deleteKeys() {
    keys.close();
  }

  /// What both clients are told.
  private record Trusting(Path knownHosts, Path revoked, String alias) {

    Ended ssh(OpenSshServer server) {
      Ssh ssh = Ssh.to(server, keys.ed25519()).knowing(knownHosts);
      ssh = revoked.toString().isEmpty() ? ssh : ssh.with("RevokedHostKeys=" + revoked);
      ssh = alias.isEmpty() ? ssh : ssh.with("HostKeyAlias=" + alias);
      return ssh.run(HOST, "echo in");
    }

    Caller caller() throws Exception {
      HostKeyOptions options =
          HostKeyOptions.of(HostKeyPolicy.STRICT, List.of(knownHosts), List.of());
      if (!revoked.toString().isEmpty()) {
        options = options.withRevokedFiles(List.of(revoked));
      }
      HostKeys hostKeys = HostKeys.read(options);
      return Caller.with(
          ConnectionOptions.of(
              List.of(Caller.load(keys.ed25519(), Passphrase.none())),
              alias.isEmpty() ? hostKeys : hostKeys.as(alias)));
    }
  }

  private void compare(OpenSshServer server, Trusting trusting, String problem) throws Exception {
    Ended ssh = trusting.ssh(server);
    try (Caller caller = trusting.caller()) {
      if (problem.isEmpty()) {
        assertThat(ssh.exit()).as(ssh.err()).isZero();
        assertThat(ssh.out()).isEqualTo("in\n");
        assertThat(caller.run(HOST, server.port(), "echo in").out()).isEqualTo("in\n");
        return;
      }
      assertThat(ssh.exit()).as(ssh.err()).isEqualTo(255);
      assertThat(ssh.err()).contains("Host key verification failed.");
      Failure failure = caller.fails(HOST, server.port());
      assertThat(failure.phase()).isEqualTo(Phase.HOST_KEY);
      assertThat(failure.message()).contains(problem);
    }
  }

  private static OpenSshServer serverWith(Path hostKey, Path certificate) {
    return OpenSshServer.start(
        keys, List.of(), List.of("HostKey " + hostKey, "HostCertificate " + certificate));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          right                    | -n @HOST -V -1d:+1d           | @cert-authority * CA                  | `` | `` | ``
          for several names        | -n a,@HOST,b                  | @cert-authority 127.3.* CA            | `` | `` | ``
          by name and port         | -n @HOST                      | @cert-authority [@HOST]:PORT CA       | `` | `` | ``
          expired                  | -n @HOST -V -2d:-1d           | @cert-authority * CA                  | `` | `` | have the key signed anew
          not yet valid            | -n @HOST -V +1d:+2d           | @cert-authority * CA                  | `` | `` | check this machine's clock
          wrong principal          | -n web1,127.3.0.2             | @cert-authority * CA                  | `` | `` | is for web1, 127.3.0.2 where "127.3.0.1" is wanted
          pattern as principal     | -n 127.3.*                    | @cert-authority * CA                  | `` | `` | is for 127.3.* where "127.3.0.1" is wanted
          wrong authority          | -n @HOST                      | @cert-authority * OTHER               | `` | `` | is by another authority than those on file
          authority of others      | -n @HOST                      | @cert-authority web1 CA               | `` | `` | is not in
          unknown critical option  | -n @HOST -O critical:x=y      | @cert-authority * CA                  | `` | `` | has the critical option x
          authority revoked        | -n @HOST                      | @cert-authority * CA\\n@revoked * CA  | `` | `` | is marked @revoked in
          key revoked              | -n @HOST                      | @cert-authority * CA\\n@revoked * KEY | `` | `` | is marked @revoked in
          listed: its key          | -n @HOST -z 7                 | @cert-authority * CA                  | lines KEY | `` | is revoked by
          listed: its authority    | -n @HOST -z 7                 | @cert-authority * CA                  | lines CA | `` | is by an authority that is revoked by
          listed: another key      | -n @HOST -z 7                 | @cert-authority * CA                  | lines OTHER | `` | ``
          listed: serial           | -n @HOST -z 7                 | @cert-authority * CA                  | krl serial: 7 | `` | with serial 7, that is revoked by
          listed: serial in range  | -n @HOST -z 7                 | @cert-authority * CA                  | krl serial: 3-2000 | `` | with serial 7, that is revoked by
          listed: among serials    | -n @HOST -z 7                 | @cert-authority * CA                  | krl serial: 3\\nserial: 5\\nserial: 7\\nserial: 20 | `` | with serial 7, that is revoked by
          listed: other serials    | -n @HOST -z 7                 | @cert-authority * CA                  | krl serial: 3-6\\nserial: 8\\nserial: 10 | `` | ``
          listed: key id           | -n @HOST                      | @cert-authority * CA                  | krl id: the id | `` | "the id" with serial 0, that is revoked by
          listed: other key id     | -n @HOST                      | @cert-authority * CA                  | krl id: another | `` | ``
          listed: key, binary      | -n @HOST                      | @cert-authority * CA                  | krl key: KEY | `` | is revoked by
          listed: SHA-1            | -n @HOST                      | @cert-authority * CA                  | krl sha1: KEY | `` | is revoked by its fingerprint in
          listed: SHA-256          | -n @HOST                      | @cert-authority * CA                  | krl sha256: KEY | `` | is revoked by its fingerprint in
          listed, its key on file  | -n @HOST -z 7                 | @cert-authority * CA\\n* KEY          | krl serial: 7 | `` | with serial 7, that is revoked by
          listed, no authority     | -n @HOST -z 7                 | * KEY                                 | krl serial: 7 | `` | with serial 7, that is revoked by
          not listed, no authority | -n @HOST -z 7                 | * KEY                                 | krl serial: 8 | `` | ``
          expired, its key on file | -n @HOST -V -2d:-1d           | @cert-authority * CA\\n* KEY          | `` | `` | ``
          wrong authority, key too | -n @HOST                      | @cert-authority * OTHER\\n* KEY       | `` | `` | ``
          right, other key on file | -n @HOST                      | @cert-authority * CA\\n* OTHER        | `` | `` | ``
          alias                    | -n cluster                    | @cert-authority cluster CA            | `` | cluster | ``
          wrong alias              | -n @HOST                      | @cert-authority * CA                  | `` | cluster | where "cluster" is wanted
          """)
  void endsAsSshEndsIt(
      String name, String terms, String knownHosts, String revoked, String alias, String problem)
      throws Exception {
    Authority authority = Authority.make(folder, "ca", "ed25519");
    Authority other = Authority.make(folder, "other", "ed25519");
    Path hostKey = Authority.keyPair(folder, "host", "ed25519");
    List<String> words = new ArrayList<>(List.of("-h"));
    words.addAll(List.of(terms.replace("@HOST", HOST).split(" ")));
    Path certificate = authority.sign(hostKey, words);
    try (OpenSshServer server = serverWith(hostKey, certificate)) {
      String text =
          knownHosts
              .replace("@HOST", HOST)
              .replace("PORT", Integer.toString(server.port()))
              .replace("KEY", Authority.publicLine(hostKey))
              .replace("OTHER", other.line())
              .replace(" CA", " " + authority.line())
              .translateEscapes();
      Path file = Files.writeString(folder.resolve("known_hosts"), text + "\n");

      compare(
          server, new Trusting(file, revoked(revoked, hostKey, authority, other), alias), problem);
    }
  }

  private Path revoked(String what, Path hostKey, Authority authority, Authority other)
      throws Exception {
    if (what.isEmpty()) {
      return Path.of("");
    }
    String list =
        what.substring(what.indexOf(' ') + 1)
            .replace("KEY", Authority.publicLine(hostKey))
            .replace("OTHER", other.line())
            .translateEscapes();
    if (what.startsWith("lines")) {
      String lines = list.equals("CA") ? authority.line() : list;
      return Files.writeString(folder.resolve("revoked"), "# revoked\n" + lines + "\n");
    }
    Path spec = Files.writeString(folder.resolve("spec"), list + "\n");
    Path krl = folder.resolve("revoked.krl");
    Authority.keygen(
        List.of("-q", "-k", "-f", krl.toString(), "-s", authority.key() + ".pub", spec.toString()));
    return krl;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ed25519   | ecdsa   | ``             | ``
          ecdsa 256 | ed25519 | ``             | ``
          ecdsa 384 | rsa     | ``             | ``
          ecdsa 521 | rsa     | rsa-sha2-256   | ``
          rsa 2048  | rsa     | rsa-sha2-512   | ``
          ed25519   | rsa     | ssh-rsa        | which is SHA-1 and can be forged
          """)
  void takesEveryTypeOfKeyAndOfAuthority(
      String type, String authorityType, String algorithm, String problem) throws Exception {
    Authority authority = Authority.make(folder, "ca", authorityType);
    Path hostKey = Authority.keyPair(folder, "host", type);
    List<String> words = new ArrayList<>(List.of("-h", "-n", HOST));
    if (!algorithm.isEmpty()) {
      words.addAll(List.of("-t", algorithm));
    }
    Path certificate = authority.sign(hostKey, words);
    Path file =
        Files.writeString(
            folder.resolve("known_hosts"), "@cert-authority * " + authority.line() + "\n");
    try (OpenSshServer server = serverWith(hostKey, certificate)) {
      compare(server, new Trusting(file, Path.of(""), ""), problem);
    }
  }

  @ParameterizedTest
  @CsvSource({"ecdsa 384, hashed", "ecdsa 521, plain"})
  void aPlainKeyIsTrustedAsBothClientsWriteIt(String type, String how) throws Exception {
    Path hostKey = Authority.keyPair(folder, "host", type);
    Path file = folder.resolve("new/known_hosts");
    HostKeyOptions options =
        HostKeyOptions.of(HostKeyPolicy.ACCEPT_NEW, List.of(file), List.of())
            .withHashedNames(how.equals("hashed"));
    try (OpenSshServer server =
        OpenSshServer.start(keys, List.of(), List.of("HostKey " + hostKey))) {
      try (Caller caller =
          Caller.with(
              ConnectionOptions.of(
                  List.of(Caller.load(keys.ed25519(), Passphrase.none())),
                  HostKeys.read(options)))) {
        assertThat(caller.run(HOST, server.port(), "echo in").out()).isEqualTo("in\n");
      }
      assertThat(Files.readString(file).contains(HOST)).isEqualTo(how.equals("plain"));
      compare(server, new Trusting(file, Path.of(""), ""), "");
    }
  }
}
