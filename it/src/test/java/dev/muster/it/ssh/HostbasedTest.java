package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Authority;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.MovedOpenSsh;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Failure;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.config.ThisMachine;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.machine.HostKeysElsewhere;
import dev.muster.ssh.machine.OwnHostKeys;
import dev.muster.ssh.trust.HostKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Users who are let in for the word of the machine that they work on, at a real server that has
/// its rules in a folder of the test's: each case ends as it ends with OpenSSH's client.
///
/// A server that root runs does not let root in that way, so somebody else is to be let in there.
@Tag("peers")
class HostbasedTest {

  private static final String HOST = "127.1.0.1";
  private static final String ME = System.getProperty("user.name");
  private static final String USER = ME.equals("root") ? "nobody" : ME;
  private static final String NAME = ThisMachine.localSide().hostName();

  private static MovedOpenSsh moved;
  private static UserKeys keys;
  private static OpenSshServer server;
  private static Authority authority;
  private static Path client;

  @BeforeAll
  static void start() throws Exception {
    moved = MovedOpenSsh.make();
    client = moved.folder();
    keys = UserKeys.make();
    authority = Authority.make(client, "authority", "ed25519");
    for (String kind : List.of("ed25519", "ecdsa", "rsa")) {
      Authority.keyPair(client, "ssh_host_" + kind + "_key", kind);
    }
    moved.write("ssh_config", "EnableSSHKeysign yes\n");
    server =
        OpenSshServer.start(
            keys,
            List.of(KeyKind.ED25519),
            List.of(
                "HostbasedAuthentication yes",
                "HostbasedUsesNameFromPacketOnly yes",
                "IgnoreUserKnownHosts yes",
                "IgnoreRhosts yes",
                "MaxAuthTries 10"),
            moved.sshd(),
            Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    moved.close();
    keys.close();
  }

  /// Has the server trust the users of these machines, and these keys.
  private static void trust(String machines, String known) {
    StringBuilder lines = new StringBuilder();
    machines.lines().forEach(line -> lines.append(line).append(' ').append(ME).append('\n'));
    moved.write("shosts.equiv", lines.toString());
    moved.write("ssh_known_hosts", known);
  }

  private static String line(String names, String kind) {
    return names + " " + Authority.publicLine(client.resolve("ssh_host_" + kind + "_key")) + "\n";
  }

  private static Caller caller(Authentication how) {
    return Caller.with(ConnectionOptions.of(how, HostKeys.trustingAll()));
  }

  private static Optional<Failure> ours(Hostbased machine) {
    Authentication how =
        Authentication.of(List.of())
            .withVouchers(Vouchers.none().withMachine(machine))
            .withMaxTries(10);
    try (Caller caller = caller(how)) {
      return caller.outcomeAs(USER, HOST, server.port());
    }
  }

  /// Whether the user gets in, not what becomes of a command: nobody's shell runs none.
  private static boolean theirs(String algorithms) {
    int before = accepted();
    Ssh ssh =
        new Ssh(server.port(), USER, keys.stranger(), List.of())
            .with("HostbasedAuthentication=yes")
            .with("PreferredAuthentications=hostbased")
            .with("HostbasedAcceptedAlgorithms=" + algorithms);
    Ended ended = ssh.run(moved.ssh(), HOST, "true", Map.of());
    assertThat(ended.err()).doesNotContain("Bad configuration");
    return accepted() > before;
  }

  private static int accepted() {
    return (int) server.log().lines().filter(line -> line.contains("Accepted hostbased")).count();
  }

  @ParameterizedTest(name = "machines {0}, keys {1} of {2}, signed with {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # trusted machines  | keys on file    | of whom   | signed with        | is let in
          localhost           | ed25519         | localhost | *                  | true
          localhost           | rsa             | localhost | *                  | true
          localhost           | rsa             | localhost | rsa-sha2-256       | true
          localhost           | ecdsa           | localhost | ecdsa-sha2-*       | true
          localhost           | ed25519         | localhost | rsa-sha2-*         | false
          localhost           | ed25519         | other     | *                  | false
          other               | ed25519         | localhost | *                  | false
          localhost           | none            | localhost | *                  | false
          """)
  void endsAsWithOpenSsh(
      String machines, String kind, String names, String algorithms, boolean isLetIn) {
    trust(machines, kind.equals("none") ? "" : line(names, kind));
    List<String> chosen = new ArrayList<>(OwnHostKeys.ALGORITHMS);
    chosen.removeIf(name -> !name.matches(algorithms.replace("*", ".*")));
    Optional<Failure> failure = ours(HostKeysElsewhere.readable(client, chosen));
    assertThat(theirs(String.join(",", chosen))).as("ssh").isEqualTo(isLetIn);
    assertThat(failure.isEmpty()).as("%s", failure.map(Failure::message)).isEqualTo(isLetIn);
    failure.ifPresent(why ->
        assertThat(why.message()).contains(" as " + ME + "@localhost").contains("hostbased "));
  }

  @Test
  void theMachinesCertificateIsEnough() throws Exception {
    Path certificate =
        authority.sign(client.resolve("ssh_host_ed25519_key"), List.of("-h", "-n", "localhost"));
    try {
      trust("localhost", "@cert-authority localhost " + authority.line() + "\n");
      Hostbased machine = HostKeysElsewhere.readable(client, OwnHostKeys.ALGORITHMS);
      assertThat(machine.keys().getFirst().isCertificate()).isTrue();
      assertThat(ours(machine)).isEmpty();
      assertThat(theirs("ssh-ed25519-cert-v01@openssh.com")).as("ssh").isTrue();
      assertThat(server.log()).contains("Accepted certificate ID");
    } finally {
      Files.delete(certificate);
    }
  }

  @Test
  void theHelperSignsWithKeysThatMayNotBeRead() {
    trust(NAME, line(NAME, "ed25519"));
    assertThat(ours(helped())).isEmpty();
  }

  /// The keys are hidden from us, by another name, and not from the helper.
  private static Hostbased helped() {
    try (HiddenKeys hidden = HiddenKeys.of(client)) {
      return HostKeysElsewhere.helped(hidden.folder(), moved.keysign());
    }
  }

  @Test
  void saysWhyTheHelperDoesNotSign() {
    trust(NAME, line(NAME, "ed25519"));
    moved.write("ssh_config", "EnableSSHKeysign no\n");
    try {
      assertThat(ours(helped()).orElseThrow().message())
          .contains("ssh-keysign does not sign: ssh-keysign not enabled in " + client);
    } finally {
      moved.write("ssh_config", "EnableSSHKeysign yes\n");
    }
  }

  @Test
  void aHostKeyInMemoryWillDoAsWell() {
    trust("desk.example", line("desk.example", "ecdsa"));
    Path file = client.resolve("ssh_host_ecdsa_key");
    List<Identity> key = List.of(Identity.of(Caller.load(file, Passphrase.none())));
    assertThat(ours(Hostbased.of(key, ME, "desk.example"))).isEmpty();
    assertThat(ours(Hostbased.of(key, "mallory", "desk.example"))).isPresent();
    assertThat(ours(Hostbased.of(key, ME, "other.example"))).isPresent();
  }
}
