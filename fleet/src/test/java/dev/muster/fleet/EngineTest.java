package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Talk.Became;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Limits;
import dev.muster.ssh.RekeyLimit;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingEnd;
import dev.muster.ssh.forward.ForwardingListener;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The engine against a fleet: what each is for.
class EngineTest {

  private static final Behaviour HELLO = Behaviour.of(Script.always(Answer.of("hello\n")));

  @Test
  void reachesFiveHundredHostsAndChecksEachKey(@TempDir Path folder) throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(HELLO));
        SshClient client = SshClient.open(1)) {
      Path file = folder.resolve("known_hosts");
      Files.writeString(file, fleet.knownHosts("127.*"));
      HostKeys checked = HostKeys.read(HostKeyPolicy.STRICT, List.of(file), List.of());
      List<Talk> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        all.add(
            Talk.begin(client, host(i), fleet.port(), options(checked, Limits.standard()), "x"));
      }
      for (Talk one : all) {
        assertThat(one.became()).isEqualTo(new Became("hello\n", "exited 0"));
      }
      assertThat(fleet.counters().accepted()).isEqualTo(500);
      assertThat(fleet.counters().broken()).isZero();
    }
  }

  /// The engine puts first what servers put first, to guess it; a host that can do what the user
  /// prefers is not held to that.
  @Test
  void startsOverWhereAnotherOrderThanTheUsersWouldCount() throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(HELLO));
        SshClient client = SshClient.open(1)) {
      String first = Algorithms.standard().keyExchanges().getFirst();
      List<List<String>> orders =
          List.of(List.of(first), List.of("ecdh-sha2-nistp256", first), List.of(first));
      for (List<String> order : orders) {
        ConnectionOptions terms =
            options(HostKeys.trustingAll(), Limits.standard(), order.toArray(String[]::new));
        Talk talk = Talk.begin(client, host(1), fleet.port(), terms, "x");
        assertThat(talk.became()).isEqualTo(new Became("hello\n", "exited 0"));
      }
      assertThat(fleet.counters().accepted()).isEqualTo(4);
    }
  }

  @Test
  void isNotDisturbedByOneHostThatHangsAtEachPoint() throws Exception {
    Point[] points = Point.values();
    FleetOptions options =
        FleetOptions.of(HELLO)
            .behaving(address -> {
              int last = address.getAddress()[3] & 0xff;
              boolean bad = address.getAddress()[2] == 99;
              return bad ? HELLO.with(new Trouble.Hang(points[last])) : HELLO;
            });
    Duration limit = Duration.ofSeconds(1);
    Limits limits = new Limits(limit, limit, limit, limit, limit, limit);
    try (Fleet fleet = Fleet.start(options);
        SshClient client = SshClient.open(1)) {
      ConnectionOptions terms = options(HostKeys.trustingAll(), limits);
      List<Talk> bad = new ArrayList<>();
      for (int i = 0; i < points.length - 1; i++) { // RUNNING hangs within a command's own time
        bad.add(Talk.begin(client, "127.0.99." + i, fleet.port(), terms, "x"));
      }
      List<Talk> good = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        good.add(Talk.begin(client, host(i), fleet.port(), terms, "x"));
      }
      for (Talk one : good) {
        assertThat(one.became().end()).isEqualTo("exited 0");
      }
      List<String> ends = new ArrayList<>();
      for (Talk one : bad) {
        ends.add(one.became().end());
      }
      assertThat(ends)
          .containsExactly(
              "timed out at banner",
              "timed out at key exchange",
              "timed out at key exchange",
              "timed out at key exchange",
              "timed out at authenticate",
              "timed out at authenticate",
              "timed out at open",
              "timed out at open");
    }
  }

  @Test
  void sendsMuchInputAndGetsItBack() throws Exception {
    Behaviour echo = Behaviour.of(Script.always(Answer.echoing()));
    try (Fleet fleet = Fleet.start(FleetOptions.of(echo));
        SshClient client = SshClient.open(1)) {
      ConnectionOptions terms = options(HostKeys.trustingAll(), Limits.standard());
      byte[] input = "0123456789abcdef".repeat(1 << 18).getBytes(StandardCharsets.UTF_8);
      Became became = Talk.begin(client, "127.0.0.1", fleet.port(), terms, "cat", input).became();
      assertThat(became.end()).isEqualTo("exited 0");
      assertThat(became.out()).isEqualTo(new String(input, StandardCharsets.UTF_8));
    }
  }

  @Test
  void changesKeysWithAFleetThatWantsNewOnesAllTheTime() throws Exception {
    Behaviour restless =
        Behaviour.of(Script.always(Answer.of("0123456789abcdef").withBytes(4 << 20)))
            .rekeyingAfter(64 << 10);
    try (Fleet fleet = Fleet.start(FleetOptions.of(restless));
        SshClient client = SshClient.open(1)) {
      ConnectionOptions terms = options(HostKeys.trustingAll(), Limits.standard());
      Became became = Talk.begin(client, "127.0.0.1", fleet.port(), terms, "x").became();
      assertThat(became.end()).isEqualTo("exited 0");
      assertThat(became.out()).hasSize(4 << 20);
    }
  }

  /// Walks every point at which the server's side of a connection can break: whatever breaks, the
  /// client hears of one end, and the fleet keeps nothing of it.
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void endsOnceWhereverTheConnectionBreaks(boolean reading) throws Exception {
    AtomicInteger breaking = new AtomicInteger();
    FleetOptions options = FleetOptions.of(HELLO);
    try (Fleet fleet =
            Fleet.start(
                options,
                link ->
                    new FaultyLink(
                        link, reading ? breaking.get() : 0, reading ? 0 : breaking.get(), 64));
        SshClient client = SshClient.open(1)) {
      ConnectionOptions terms = options(HostKeys.trustingAll(), Limits.standard());
      int broken = 0;
      Became became = new Became("", "");
      while (!became.end().equals("exited 0")) {
        breaking.incrementAndGet();
        became = Talk.begin(client, "127.0.0.1", fleet.port(), terms, "x").became();
        assertThat(became.end()).isNotEmpty().doesNotStartWith("timed out");
        broken++;
      }
      assertThat(broken).isGreaterThan(10);
      assertThat(fleet.counters().broken()).isZero();
      assertThat(fleet.counters().accepted()).isEqualTo(broken);
    }
  }

  /// A port of a host that leads to us: both ways, each end by itself, and closed with its host.
  @Test
  void reachesUsByAPortOfItsHosts() throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(HELLO));
        SshClient client = SshClient.open(1);
        ServerSocket service = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofPlatform().daemon().start(() -> echo(service));
      ConnectionOptions terms = options(HostKeys.trustingAll(), Limits.standard());
      byte[] much = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 5; i++) {
        CompletableFuture<Endpoint> open = new CompletableFuture<>();
        CompletableFuture<ForwardingEnd> end = new CompletableFuture<>();
        SshConnection connection =
            client.connect(
                new Destination(host(i), fleet.port(), "me", terms),
                new Forwards(service.getLocalPort(), open, end));
        int port = ((Endpoint.Tcp) open.get(20, TimeUnit.SECONDS)).port();
        try (Socket socket = new Socket(host(i), port)) {
          socket.setSoTimeout(20_000);
          Thread sender = Thread.ofPlatform().start(() -> send(socket, much));
          assertThat(socket.getInputStream().readAllBytes()).isEqualTo(much);
          sender.join();
        }
        connection.close();
        assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(ForwardingEnd.Lost.class);
      }
      assertThat(fleet.counters().broken()).isZero();
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void echo(ServerSocket service) {
    try {
      while (true) {
        try (Socket socket = service.accept()) {
          socket.getInputStream().transferTo(socket.getOutputStream());
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  /// Has a port of the host forwarded once the connection is ready.
  private record Forwards(
      int target, CompletableFuture<Endpoint> open, CompletableFuture<ForwardingEnd> end)
      implements ConnectionListener, ForwardingListener {

    @Override
    public void ready(SshConnection connection) {
      connection.forwardRemote(Endpoint.port(0), Endpoint.tcp("127.0.0.1", target), this);
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {}

    @Override
    public void opened(Forwarding forwarding) {
      open.complete(forwarding.address());
    }

    @Override
    public void ended(Forwarding forwarding, ForwardingEnd how) {
      end.complete(how);
    }
  }

  private static String host(int number) {
    return "127.1." + number / 250 + "." + (1 + number % 250);
  }

  private static ConnectionOptions options(HostKeys keys, Limits limits, String... methods) {
    Algorithms all = Algorithms.standard();
    Algorithms offered = methods.length == 0 ? all : all.withKeyExchanges(List.of(methods));
    return new ConnectionOptions(
        offered,
        Authentication.of(Identity.ofAll(List.of(ScriptedClient.KEY))),
        keys,
        limits,
        RekeyLimit.standard());
  }
}
