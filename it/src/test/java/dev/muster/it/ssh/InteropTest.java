package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.GoServer;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.key.Passphrase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine against OpenSSH, dropbear and Go: every algorithm, both ways of re-keying, input,
/// output and the end.
@Tag("peers")
class InteropTest {

  private static final Algorithms ALL = Algorithms.standard();
  private static final String HOST = "127.3.0.1";

  private static UserKeys keys;
  private static OpenSshServer openSsh;
  private static DropbearServer dropbear;
  private static GoServer go;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    openSsh =
        OpenSshServer.start(
            keys, List.of(KeyKind.values()), List.of("AcceptEnv MUSTER_*", "MaxSessions 50"));
    dropbear = DropbearServer.start(keys);
    go = GoServer.real(keys);
  }

  @AfterAll
  static void stop() {
    go.close();
    dropbear.close();
    openSsh.close();
    keys.close();
  }

  private static Caller to(RealServer server, KeyKind hostKey) {
    return Caller.with(
        keys.ed25519(), keys.knownHosts(server.hostKey(hostKey), server.port(), List.of(HOST)));
  }

  private static Caller toOpenSsh() {
    return to(openSsh, KeyKind.ED25519);
  }

  private static void speaks(Caller caller, RealServer server) {
    try (caller) {
      Caller.Said said = caller.run(HOST, server.port(), "echo out; echo err >&2; exit 3");

      assertThat(said).isEqualTo(new Caller.Said("out\n", "err\n", new SessionEnd.Exited(3)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256"})
  void exchangesKeysWithEachMethod(String method) {
    Algorithms offered = ALL.withKeyExchanges(List.of(method));

    speaks(toOpenSsh().offering(offered), openSsh);
    speaks(to(dropbear, KeyKind.ED25519).offering(offered), dropbear);
    speaks(to(go, KeyKind.ED25519).offering(offered), go);
  }

  @ParameterizedTest(name = "{0} by a key of type {1}")
  @CsvSource({
    "ssh-ed25519, ED25519",
    "ecdsa-sha2-nistp256, ECDSA",
    "ecdsa-sha2-nistp384, ECDSA_384",
    "ecdsa-sha2-nistp521, ECDSA_521",
    "rsa-sha2-512, RSA",
    "rsa-sha2-256, RSA"
  })
  void verifiesEachKindOfHostKey(String algorithm, KeyKind kind) {
    speaks(to(openSsh, kind).offering(ALL.withHostKeys(List.of(algorithm))), openSsh);
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void prefersTheTypeOfHostKeyThatIsOnFile(KeyKind kind) {
    speaks(to(openSsh, kind), openSsh);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aes128-gcm@openssh.com",
        "aes256-gcm@openssh.com",
        "chacha20-poly1305@openssh.com",
        "aes128-ctr",
        "aes256-ctr"
      })
  void carriesAMegabyteBothWaysWithEachCipher(String cipher) {
    echoes(toOpenSsh().offering(ALL.withCiphers(List.of(cipher))), openSsh, 1 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chacha20-poly1305@openssh.com", "aes128-ctr", "aes256-ctr"})
  void carriesAMegabyteBothWaysThroughDropbear(String cipher) {
    echoes(
        to(dropbear, KeyKind.ED25519).offering(ALL.withCiphers(List.of(cipher))),
        dropbear,
        1 << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com",
        "hmac-sha2-256",
        "hmac-sha2-512"
      })
  void carriesAMegabyteBothWaysWithEachMac(String mac) {
    Algorithms offered = ALL.withCiphers(List.of("aes128-ctr")).withMacs(List.of(mac));

    echoes(toOpenSsh().offering(offered), openSsh, 1 << 20);
  }

  @Test
  void rekeysUnderLoadWhenItIsDue() {
    echoes(toOpenSsh().rekeyingEvery(100_000), openSsh, 8 << 20);
  }

  @Test
  void rekeysUnderLoadWhenTheServerWantsTo() {
    try (OpenSshServer eager = OpenSshServer.start(keys, "RekeyLimit 256K")) {
      echoes(to(eager, KeyKind.ED25519), eager, 8 << 20);
      echoes(to(eager, KeyKind.ED25519).rekeyingEvery(200_000), eager, 8 << 20);
    }
  }

  private static void echoes(Caller caller, RealServer server, int bytes) {
    byte[] input = new byte[bytes];
    new Random(7).nextBytes(input);
    try (caller) {
      Caller.Said said = caller.run(HOST, server.port(), "cat", input);

      assertThat(said.end()).isEqualTo(new SessionEnd.Exited(0));
      assertThat(said.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(input);
    }
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void authenticatesWithEachKindOfKey(KeyKind kind) {
    Path known = keys.knownHosts(openSsh.hostKey(KeyKind.ED25519), openSsh.port(), List.of(HOST));

    speaks(Caller.with(keys.key(kind), known), openSsh);
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void authenticatesWithAnEncryptedKey(KeyKind kind) {
    Path known = keys.knownHosts(openSsh.hostKey(KeyKind.ED25519), openSsh.port(), List.of(HOST));
    Path file = keys.encrypted(kind, "open sesame");
    ConnectionOptions options =
        ConnectionOptions.of(
            List.of(Caller.load(file, Passphrase.of("open sesame".toCharArray()))),
            Caller.trust(known));

    speaks(Caller.with(options), openSsh);
  }

  @Test
  void triesTheNextKeyWhenOneIsRefused() {
    Path known = keys.knownHosts(openSsh.hostKey(KeyKind.ED25519), openSsh.port(), List.of(HOST));
    ConnectionOptions options =
        ConnectionOptions.of(
            List.of(
                Caller.load(keys.stranger(), Passphrase.none()),
                Caller.load(keys.rsa(), Passphrase.none())),
            Caller.trust(known));

    speaks(Caller.with(options), openSsh);
  }

  @Test
  void saysWhatItTriedWhenEveryKeyIsRefused() {
    Path known = keys.knownHosts(openSsh.hostKey(KeyKind.ED25519), openSsh.port(), List.of(HOST));
    try (Caller caller = Caller.with(keys.stranger(), known)) {
      Failure failure = caller.fails(HOST, openSsh.port());

      assertThat(failure).isInstanceOf(Failure.NotAuthenticated.class);
      assertThat(failure.message())
          .startsWith("authenticate: " + HOST + ":" + openSsh.port() + " refused user ")
          .contains("tried ssh-ed25519 SHA256:")
          .contains("it accepts publickey");
    }
  }

  @Test
  void sendsTheEnvironment() {
    try (Caller caller = toOpenSsh()) {
      SshConnection connection = caller.connect(HOST, openSsh.port());
      Exec request =
          new Exec("echo $MUSTER_A-$MUSTER_B", Map.of("MUSTER_A", "x y", "MUSTER_B", "'"), 65_536);

      assertThat(Caller.run(connection, request, new byte[0]).out()).isEqualTo("x y-'\n");
    }
  }

  @Test
  void tellsTheSignalThatEndedACommand() {
    try (Caller caller = toOpenSsh()) {
      Caller.Said said = caller.run(HOST, openSsh.port(), "kill -KILL $$");

      assertThat(said.end()).isInstanceOf(SessionEnd.Signalled.class);
      assertThat(((SessionEnd.Signalled) said.end()).signal()).isEqualTo("KILL");
    }
  }

  @Test
  void runsManySessionsOnOneConnection() {
    try (Caller caller = toOpenSsh()) {
      SshConnection connection = caller.connect(HOST, openSsh.port());
      for (int i = 0; i < 20; i++) {
        assertThat(Caller.run(connection, Exec.of("echo " + i), new byte[0]).out())
            .isEqualTo(i + "\n");
      }
    }
  }

  @Test
  void losesNothingOfALargeOutputThroughASmallWindow() {
    try (Caller caller = toOpenSsh()) {
      SshConnection connection = caller.connect(HOST, openSsh.port());
      Exec request = new Exec("head -c 5000000 /dev/zero | tr '\\0' x", Map.of(), 1000);
      Caller.Said said = Caller.run(connection, request, new byte[0]);

      assertThat(said.out()).hasSize(5_000_000).matches("x+");
    }
  }

  @Test
  void failsClosedWhenTheHostKeyIsAnother() {
    Path wrong = keys.knownHosts(dropbear.hostKey(KeyKind.ED25519), openSsh.port(), List.of(HOST));
    try (Caller caller = Caller.with(keys.ed25519(), wrong)) {
      Failure failure = caller.fails(HOST, openSsh.port());

      assertThat(failure).isInstanceOf(Failure.HostKeyRefused.class);
      assertThat(failure.message()).contains(wrong + ":1");
      assertThat(openSsh.log()).doesNotContain("Accepted publickey for stranger");
    }
  }

  @Test
  void namesWhatIsNoSshServer() {
    try (Caller caller = toOpenSsh()) {
      Failure refused = caller.fails("127.0.0.1", 1);

      assertThat(refused).isInstanceOf(Failure.NotConnected.class);
      assertThat(refused.message()).isEqualTo("connect: 127.0.0.1:1: Connection refused");
    }
  }
}
