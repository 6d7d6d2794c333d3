package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.RealAgent;
import dev.muster.it.peer.UserKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command with `-R`, `-L`, `-D` and `-A`, against OpenSSH.
@Tag("peers")
class MusterForwardTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String CALL = "exec 3<>/dev/tcp/127.0.0.1/{port}; cat <&3";

  private static UserKeys keys;
  private static OpenSshServer server;

  @TempDir private Path folder;
  private ServerSocket service;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys);
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  /// A service here that says hello.
  @BeforeEach
  void serve() throws IOException {
    ServerSocket made = new ServerSocket(0, 300, InetAddress.ofLiteral("127.0.0.1"));
    service = made;
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (true) {
              try (Socket socket = made.accept()) {
                socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
              }
            }
          } catch (IOException e) {
            // closed
          }
        });
  }

  @AfterEach
  void end() throws IOException {
    service.close();
  }

  private static Muster muster() {
    return Muster.at(server, keys);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private Path config(String text) throws IOException {
    return Files.writeString(folder.resolve("config"), text);
  }

  /// With `--host-keys off` a host whose key is another than the one on file is worked on, and
  /// given nothing to reach us by.
  @Test
  void aHostWhoseKeyIsAnotherForwardsNothingAndIsLentNoAgent() throws IOException {
    String another = Files.readString(UserKeys.publicHalf(keys.ed25519())).strip();
    Path known = keys.knownHosts(another, server.port(), List.of("127.1.0.*"));
    Muster distrusting = muster().with(known);
    Ended plain = distrusting.run("127.1.0.1", "--host-keys", "off", "--", "echo ran");
    assertThat(plain.out()).as(plain.err()).contains("ran");

    String target = "127.0.0.1:" + service.getLocalPort();
    Ended forwarding =
        distrusting.run(
            "127.1.0.1",
            "--host-keys",
            "off",
            "-R",
            "0:" + target,
            "--host-words",
            "--",
            "echo ran {port}");
    assertThat(forwarding.err())
        .contains("open: localhost:0 is not forwarded, for 127.1.0.1:")
        .contains(" is not trusted: host key is ssh-ed25519 SHA256:")
        .contains("; if the host was rebuilt, delete that line");
    assertThat(forwarding.exit()).isEqualTo(3);
    assertThat(forwarding.out()).doesNotContain("ran");

    try (RealAgent agent = RealAgent.holding(keys.ed25519())) {
      List<String> words =
          distrusting.words("127.1.0.1", "--host-keys", "off", "-A", "--", "echo ran");
      Ended lending =
          Programs.run(words, Map.of("SSH_AUTH_SOCK", agent.socket().toString()), LIMIT);
      assertThat(lending.err()).contains("open: the agent is not lent to 127.1.0.1:");
      assertThat(lending.exit()).isEqualTo(3);
      assertThat(lending.out()).doesNotContain("ran");
    }
  }

  @Test
  void twoHundredHostsReachAPortHere() {
    Ended ended =
        muster()
            .run(
                "127.1.0.[1-200]",
                "-R",
                "0:127.0.0.1:" + service.getLocalPort(),
                "-f",
                "200",
                "--host-words",
                "--",
                "bash -c '" + CALL + "'");
    assertThat(ended.err()).startsWith("200 hosts: 200 ok in ");
    assertThat(Muster.sorted(ended.out()))
        .hasSize(200)
        .contains("127.1.0.7: hello")
        .allMatch(line -> line.endsWith(": hello"));
    assertThat(ended.exit()).isZero();
  }

  @Test
  void aHostThatForwardsNothingRunsNothing() {
    try (OpenSshServer strict = OpenSshServer.start(keys, "AllowTcpForwarding no")) {
      Ended ended =
          Muster.at(strict, keys)
              .run("127.1.0.[1-2]", "-R", "8080:localhost:80", "--", "echo it ran");
      assertThat(ended.out()).isEmpty();
      assertThat(Muster.sorted(ended.err()))
          .contains(
              "127.1.0.1: open: 127.1.0.1:%d does not listen on localhost:8080 for us: it is in use"
                      .formatted(strict.port())
                  + " there, or not allowed to us");
      assertThat(ended.exit()).isEqualTo(3);
    }
  }

  @Test
  void aPortHereLeadsToTheHostWhileItsCommandRuns() throws Exception {
    int port = freePort();
    List<String> words =
        muster()
            .words(
                "127.1.0.1",
                "-L",
                port + ":127.0.0.1:" + service.getLocalPort(),
                "-L",
                folder.resolve("socket") + ":127.0.0.1:" + service.getLocalPort(),
                "--",
                "echo up; sleep 60");
    Process process = new ProcessBuilder(words).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("127.1.0.1: up");
      try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello\n");
      }
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(folder.resolve("socket")).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSocksServerHereLeadsThroughTheHost() throws Exception {
    int port = freePort();
    List<String> words =
        muster().words("127.1.0.1", "-D", Integer.toString(port), "--", "echo up; sleep 60");
    Process process = new ProcessBuilder(words).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("127.1.0.1: up");
      Proxy proxy =
          new Proxy(
              Proxy.Type.SOCKS, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      try (Socket socket = new Socket(proxy)) {
        socket.connect(InetSocketAddress.createUnresolved("localhost", service.getLocalPort()));
        assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello\n");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anAddressThatIsTakenHereIsNamed() {
    Ended ended =
        muster()
            .run(
                "127.1.0.1",
                "-L",
                "127.0.0.1:" + service.getLocalPort() + ":localhost:80",
                "--",
                "echo it ran");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith(
            "127.1.0.1: open: cannot listen on 127.0.0.1:%d: Address already in use\n"
                .formatted(service.getLocalPort()));
    assertThat(ended.exit()).isEqualTo(3);
  }

  @Test
  void theAgentIsLentWhereItIsAskedFor() throws Exception {
    String list = "ssh-add -l 2>&1 | grep -c ED25519";
    try (RealAgent agent = RealAgent.holding(keys.ed25519())) {
      Map<String, String> environment =
          Map.of("SSH_AUTH_SOCK", agent.socket().toString(), "OTHER", agent.socket().toString());
      Ended asked =
          Programs.run(muster().words("127.1.0.[1-3]", "-A", "--", list), environment, LIMIT);
      assertThat(Muster.sorted(asked.out()))
          .containsExactly("127.1.0.1: 1", "127.1.0.2: 1", "127.1.0.3: 1");

      Path config =
          config(
              """
              Host 127.1.0.1
                ForwardAgent yes
              Host 127.1.0.2
                ForwardAgent %s
              Host 127.1.0.3
                ForwardAgent $OTHER
              Host 127.1.0.4
                ForwardAgent no
              """
                  .formatted(agent.socket()));
      Ended said =
          Programs.run(
              muster().configuredBy(config).words("127.1.0.[1-5]", "--", list), environment, LIMIT);
      assertThat(Muster.sorted(said.out()))
          .containsExactly(
              "127.1.0.1: 1", "127.1.0.2: 1", "127.1.0.3: 1", "127.1.0.4: 0", "127.1.0.5: 0");
    }
  }

  @Test
  void thatThereIsNoAgentIsSaidOnce() {
    Ended ended =
        Programs.run(
            muster().words("127.1.0.[1-3]", "-A", "--", "echo ${SSH_AUTH_SOCK-none}"),
            Map.of("SSH_AUTH_SOCK", ""),
            LIMIT);
    assertThat(Muster.sorted(ended.out()))
        .containsExactly("127.1.0.1: none", "127.1.0.2: none", "127.1.0.3: none");
    assertThat(ended.err()).containsOnlyOnce("ForwardAgent: there is no ssh-agent here to forward");
    assertThat(ended.exit()).isZero();
  }

  /// Every host would listen here at once; `scp` and `sftp` pass over these lines too.
  @Test
  void forwardsOfTheConfigurationAreNotFollowed() throws Exception {
    Path config =
        config(
            """
            LocalForward 127.0.0.1:%d localhost:80
            RemoteForward 8089 localhost:80
            DynamicForward %d
            """
                .formatted(service.getLocalPort(), service.getLocalPort()));
    Path trace = folder.resolve("trace");
    Ended ended =
        muster()
            .configuredBy(config)
            .run("127.1.0.[1-3]", "--trace-file", trace.toString(), "--", "echo ok");
    assertThat(Muster.sorted(ended.out()))
        .containsExactly("127.1.0.1: ok", "127.1.0.2: ok", "127.1.0.3: ok");
    assertThat(Files.readString(trace)).contains("CHANNEL_OPEN").doesNotContain("tcpip");
    assertThat(ended.exit()).isZero();
  }
}
