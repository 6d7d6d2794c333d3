package dev.muster.it.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("peers")
class RealServersTest {

  private static UserKeys keys;

  @BeforeAll
  static void makeKeys() {
    keys = UserKeys.make();
  }

  @AfterAll
  static void deleteKeys() {
    keys.close();
  }

  static Stream<Arguments> servers() {
    return Stream.of(
        server("OpenSSH", OpenSshServer::start),
        server("dropbear", DropbearServer::start),
        server("Go", GoServer::real));
  }

  private static Arguments server(String name, Function<UserKeys, RealServer> start) {
    return Arguments.of(name, start);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void letsInWithTheKeyOnAnyLoopbackAddress(String name, Function<UserKeys, RealServer> start) {
    try (RealServer server = start.apply(keys)) {
      List<String> hosts = List.of("127.0.0.1", "127.1.0.200");
      Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), hosts);
      Ssh ssh = Ssh.to(server, keys.ed25519()).knowing(known);

      assertThat(ssh.run("127.0.0.1", "true")).isEqualTo(new Ended(0, "", ""));
      assertThat(ssh.run("127.1.0.200", "echo out; echo err >&2; exit 3"))
          .isEqualTo(new Ended(3, "out\n", "err\n"));
      assertThat(ssh.run("127.0.0.9", "true").exit()).as("unknown host").isEqualTo(255);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void refusesAStranger(String name, Function<UserKeys, RealServer> start) {
    try (RealServer server = start.apply(keys)) {
      Ended ended = Ssh.to(server, keys.stranger()).run("127.0.0.1", "true");

      assertThat(ended.exit()).isEqualTo(255);
      assertThat(ended.err()).contains("Permission denied");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void leavesNothingRunningAfterClose(String name, Function<UserKeys, RealServer> start) {
    int port;
    long inSession;
    long runAway;
    try (RealServer server = start.apply(keys)) {
      port = server.port();
      Ssh ssh = Ssh.to(server, keys.ed25519());
      runAway = pid(ssh.run("127.0.0.1", "setsid sleep 1000 >/dev/null 2>&1 </dev/null & echo $!"));
      inSession = pid(ssh.with("ForkAfterAuthentication=no").run("127.0.0.1", "echo $PPID"));
      assertThat(Daemon.isGone(runAway)).as("the sleep runs before close").isFalse();
    }

    assertThat(Daemon.isGone(runAway)).isTrue();
    assertThat(Daemon.isGone(inSession)).isTrue();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close());
  }

  private static long pid(Ended ended) {
    return Long.parseLong(ended.out().strip());
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void openSshAndDropbearTakeEveryKindOfKeyOnBothSides(KeyKind kind) {
    try (RealServer open = OpenSshServer.start(keys, List.of(kind), List.of());
        RealServer dropbear = DropbearServer.start(keys, List.of(kind), List.of())) {
      for (RealServer server : List.of(open, dropbear)) {
        List<String> hosts = List.of("127.0.0.1");
        Path known = keys.hash(keys.knownHosts(server.hostKey(kind), server.port(), hosts));

        Ssh ssh = Ssh.to(server, keys.key(kind)).knowing(known);

        assertThat(ssh.run("127.0.0.1", "true")).isEqualTo(new Ended(0, "", ""));
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> open.hostKey(kind == KeyKind.RSA ? KeyKind.ED25519 : KeyKind.RSA))
          .withMessageContaining("host keys [" + kind + "]");
    }
  }

  @Test
  void aSettingOfTheTestWinsOverOurs() {
    try (var server = OpenSshServer.start(keys, "MaxSessions 0", "Match User *", "Banner none")) {
      Ended ended = Ssh.to(server, keys.ed25519()).run("127.0.0.1", "true");

      assertThat(ended.exit()).isEqualTo(255);
      assertThat(server.log()).contains("Server listening");
    }
  }

  @Test
  void aSettingThatIsWrongIsShownWithTheServersOwnWords() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> OpenSshServer.start(keys, "NoSuchSetting yes"))
        .withMessageContaining("NoSuchSetting");
  }

  @Test
  void aMissingProgramSaysWhatToInstall() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Programs.find("no-such-program", "some-package"))
        .withMessageContaining("no-such-program: no such program")
        .withMessageEndingWith("install it: apt-get install some-package");
  }

  @Test
  void anEncryptedKeyIsOfNoUseWithoutItsPassphrase() {
    try (var server = OpenSshServer.start(keys)) {
      Path key = keys.encrypted(KeyKind.ED25519, "open sesame");

      assertThat(Ssh.to(server, key).run("127.0.0.1", "true").exit()).isEqualTo(255);
    }
  }

  @Test
  void theRelayPutsTheServerFarAway() {
    try (var server = GoServer.canned(keys);
        var relay = DelayRelay.before(server, Duration.ofMillis(30))) {
      long begun = System.nanoTime();
      Ssh far = new Ssh(relay.port(), server.user(), keys.ed25519(), List.of());

      Ended ended = far.run("127.9.0.1", "anything");

      assertThat(ended).isEqualTo(new Ended(0, "hello world\n", ""));
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("eight round trips of 60 ms at the least")
          .isGreaterThan(Duration.ofMillis(8 * 60));
    }
  }

  @Test
  void closingTheKeysDeletesThem() {
    Path key;
    try (var others = UserKeys.make()) {
      key = others.key("old", KeyKind.RSA, "", "-m", "PEM");
      assertThat(key).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");
    }
    assertThat(Files.exists(key.getParent())).isFalse();
  }

  @Test
  void knownHostsNamesThePortOnlyWhenItIsAnother() {
    assertThat(UserKeys.knownHostsText("ssh-ed25519 AAAA", 22, List.of("a", "b")))
        .isEqualTo("a ssh-ed25519 AAAA\nb ssh-ed25519 AAAA\n");
    assertThat(UserKeys.knownHostsText("k v", 2222, UserKeys.addresses("127.1.0.", 1, 2)))
        .isEqualTo("[127.1.0.1]:2222 k v\n[127.1.0.2]:2222 k v\n");
  }
}
