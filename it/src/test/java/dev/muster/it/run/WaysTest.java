package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.RealProxy;
import dev.muster.it.peer.UserKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command on hosts that are not just connected to: over local commands and through proxies, on
/// their own and in front of hosts on the way.
@Tag("peers")
class WaysTest {

  private static UserKeys keys;
  private static OpenSshServer server;
  private static Path knownHosts;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys);
    List<String> hosts = List.of("127.*");
    knownHosts = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), hosts);
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  private Muster configured(String text) throws IOException {
    Path config = folder.resolve("config");
    Files.writeString(config, text);
    return Muster.at(server, keys).with(knownHosts).configuredBy(config);
  }

  /// OpenSSH's own `ssh -W` to a host on the way, as a command.
  private String ssh() {
    return "ssh -F /dev/null -q -W %%h:%%p -p %d -l %s -i %s -o IdentityAgent=none -o StrictHostKeyChecking=yes -o UserKnownHostsFile=%s 127.9.0.1"
        .formatted(server.port(), server.user(), keys.ed25519(), knownHosts);
  }

  private static String socat() {
    return Programs.find("socat", "socat") + " - TCP:%h:%p";
  }

  @Test
  void hostsBehindACommand() throws Exception {
    Muster muster =
        configured("Host inner-*\n  HostName 127.2.0.1\n  ProxyCommand " + ssh() + "\n");
    Ended ended = muster.run("inner-[1-10],127.2.0.9", "--", "echo $SSH_CONNECTION");
    assertThat(ended.err()).startsWith("11 hosts: 11 ok in ");
    assertThat(Muster.sorted(ended.out()))
        .hasSize(11)
        .filteredOn(line -> line.endsWith(" 127.2.0.1 " + server.port()))
        .hasSize(10);
    assertThat(ended.exit()).isZero();
  }

  @Test
  void aHostOnTheWayMayBeBehindACommandItself() throws Exception {
    Path used = folder.resolve("used");
    Muster muster =
        configured(
            """
            Host first
              HostName 127.9.0.2
              Port %d
              User %s
              ProxyCommand sh -c 'echo %%h:%%p >> %s; exec %s'
            Host inner-*
              HostName 127.2.0.1
              ProxyJump first
            """
                .formatted(server.port(), server.user(), used, socat()));
    Ended ended = muster.run("inner-[1-5]", "--", "echo $SSH_CONNECTION");
    assertThat(ended.err()).startsWith("5 hosts: 5 ok in ");
    assertThat(Muster.sorted(ended.out()))
        .hasSize(5)
        .allMatch(line -> line.endsWith(" 127.2.0.1 " + server.port()));
    assertThat(used).content().isEqualTo("127.9.0.2:" + server.port() + "\n");
  }

  @Test
  void theFirstHostOnTheWayIsReachedThroughTheProxy() throws Exception {
    String way;
    Muster muster = Muster.at(server, keys).with(knownHosts);
    String jump = server.user() + "@127.9.0.1:" + server.port();
    try (RealProxy proxy = RealProxy.ssh(server, keys.ed25519())) {
      way = "socks5://127.0.0.1:" + proxy.port();
      Ended ended = muster.run("127.2.0.[1-5]", "--proxy", way, "-J", jump, "--", "true");
      assertThat(ended.err()).startsWith("5 hosts: 5 ok in ");
      Ended plain = muster.run("127.2.0.[1-5]", "--proxy", way, "--", "true");
      assertThat(plain.err()).startsWith("5 hosts: 5 ok in ");
    }
    Ended gone = muster.run("127.2.0.[1-5]", "--proxy", way, "-J", jump, "--", "true");
    assertThat(gone.err())
        .contains(
            "127.2.0.1: connect: through 127.9.0.1:%1$d: connect: 127.9.0.1:%1$d through %2$s: the proxy is not reached: Connection refused\n"
                .formatted(server.port(), way))
        .contains("5 hosts: 5 unreached in ");
  }

  /// One of them is not there; the proxy is not the host's trouble, and the others go on.
  @Test
  void partOfTheHostsBehindAProxyFails() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (RealProxy proxy = RealProxy.microsocks("amy", "open-sesame")) {
      Path secret = Files.writeString(folder.resolve("secret"), "open-sesame\n");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      String way = "socks5://amy@127.0.0.1:" + proxy.port();
      Muster muster = Muster.at(server, keys).with(knownHosts);
      Ended ended =
          muster.run(
              "127.2.0.[1-4],127.0.0.1:" + closed,
              "--proxy",
              way,
              "--proxy-password-file",
              secret.toString(),
              "--",
              "echo $SSH_CONNECTION");
      assertThat(Muster.sorted(ended.out())).hasSize(4);
      assertThat(ended.err())
          .contains(
              "127.0.0.1:%1$d: connect: 127.0.0.1:%1$d through socks5://127.0.0.1:%2$d: it answered: connection refused\n"
                  .formatted(closed, proxy.port()))
          .contains("5 hosts: 4 ok, 1 unreached in ");
      assertThat(ended.exit()).isEqualTo(3);
    }
  }

  @Test
  void partOfTheHostsBehindAHostOnTheWayFails() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    String jump = server.user() + "@127.9.0.1:" + server.port();
    Ended ended =
        Muster.at(server, keys)
            .with(knownHosts)
            .run("127.2.0.[1-4],127.0.0.1:" + closed, "-J", jump, "--", "true");
    assertThat(ended.err())
        .contains(
            "127.0.0.1:%1$d: connect: 127.0.0.1:%1$d: through 127.9.0.1:%2$d: Connection refused"
                .formatted(closed, server.port()))
        .contains("5 hosts: 4 ok, 1 unreached in ");
    assertThat(ended.exit()).isEqualTo(3);
  }

  @Test
  void addressesOfOneFamilyOnly() {
    try (OpenSshServer six = OpenSshServer.start(keys, "ListenAddress ::1")) {
      String hostKey = six.hostKey(KeyKind.ED25519);
      Muster muster =
          Muster.at(six, keys).with(keys.knownHosts(hostKey, six.port(), List.of("::1", "127.*")));
      Ended both = muster.run("::1,127.2.0.1", "--", "echo $SSH_CONNECTION");
      assertThat(Muster.sorted(both.out()))
          .hasSize(2)
          .anyMatch(line -> line.startsWith("127.2.0.1: 127.0.0.1 "))
          .anyMatch(line -> line.startsWith("::1: ::1 "));
      Ended only =
          muster.run("::1,127.2.0.1", "-o", "AddressFamily=inet6", "--", "echo $SSH_CONNECTION");
      assertThat(only.out()).startsWith("::1: ::1 ");
      assertThat(only.err())
          .contains(
              "127.2.0.1: resolve: no address for 127.2.0.1:%d: it has none of the family that is wanted, IPv6; check the name or DNS\n"
                  .formatted(six.port()));
      assertThat(only.exit()).isEqualTo(3);
      Ended from =
          muster.run("127.2.0.1", "-o", "BindAddress=127.3.0.3", "--", "echo $SSH_CONNECTION");
      assertThat(from.out()).startsWith("127.2.0.1: 127.3.0.3 ");
    }
  }

  /// An interrupt at the terminal is for the whole group of processes, the commands among them:
  /// they do not hear it, so that what runs over them is stopped in order.
  @Test
  void anInterruptStopsTheRunAndNotTheCommandsItGoesOver() throws Exception {
    Muster muster =
        configured("Host inner-*\n  HostName 127.2.0.1\n  ProxyCommand " + socat() + "\n");
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(muster.words("inner-[1-3]", "--grace", "5s", "--", "echo begun; exec sleep 60"));
    Process process = new ProcessBuilder(words).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (int begun = 0; begun < 3; begun++) {
        assertThat(out.readLine()).endsWith(": begun");
      }
      Programs.run(List.of("/bin/sh", "-c", "kill -INT -$0", "" + process.pid()));
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(err).contains("3 hosts: 3 cancelled in ").doesNotContain("its command");
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
