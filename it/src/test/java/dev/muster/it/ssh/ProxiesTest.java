package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import dev.muster.fleet.Script;
import dev.muster.it.peer.LoopbackProxy;
import dev.muster.it.peer.LoopbackProxy.Terms;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Limits;
import dev.muster.ssh.Phase;
import dev.muster.ssh.Proxy;
import dev.muster.ssh.Proxy.Kind;
import dev.muster.ssh.Route;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.auth.Passwords;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts of a fleet behind proxies in this process.
@Timeout(120)
class ProxiesTest {

  private static final ConnectionOptions OPTIONS =
      ConnectionOptions.of(List.of(KeyPairs.generate(KeyType.ED25519)), HostKeys.trustingAll());

  private static Fleet fleet;

  @BeforeAll
  static void start() {
    fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.always(Answer.of("here\n")))));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  private static Destination behind(LoopbackProxy proxy, Kind kind, String host) {
    Proxy one = Proxy.of(kind, "127.0.0.1", proxy.port());
    return new Destination(host, fleet.port(), "me", OPTIONS).by(new Route.Through(one));
  }

  private static LoopbackProxy proxy(Kind kind) {
    return LoopbackProxy.start(Terms.of(kind == Kind.HTTP));
  }

  private static void assertRuns(SshConnection connection) {
    Caller.Said said = Caller.run(connection, Exec.of("x"), new byte[0]);
    assertThat(said.end()).isEqualTo(new SessionEnd.Exited(0));
    assertThat(said.out()).isEqualTo("here\n");
  }

  @ParameterizedTest
  @EnumSource
  void fiveHostsGoThroughOne(Kind kind) {
    Map<String, String> names = Map.of("web1", "127.0.1.1", "web2.example", "127.0.1.2");
    Terms terms = Terms.of(kind == Kind.HTTP).withNames(names);
    try (LoopbackProxy proxy = LoopbackProxy.start(terms);
        Caller caller = Caller.with(OPTIONS)) {
      List<CompletableFuture<SshConnection>> all = new ArrayList<>();
      List<String> hosts = List.of("web1", "web2.example", "127.0.1.3", "127.0.1.4", "127.0.1.5");
      for (String host : hosts) {
        all.add(caller.beginning(behind(proxy, kind, host)));
      }
      for (CompletableFuture<SshConnection> one : all) {
        assertRuns(Caller.await(one));
      }
      assertThat(proxy.asked())
          .containsExactlyInAnyOrderElementsOf(
              hosts.stream().map(host -> host + ":" + fleet.port()).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachHostHasItsOwn(Kind kind) {
    try (LoopbackProxy first = proxy(kind);
        LoopbackProxy second = proxy(kind);
        Caller caller = Caller.with(OPTIONS)) {
      assertRuns(caller.connect(behind(first, kind, "127.0.1.1")));
      assertRuns(caller.connect(behind(second, kind, "127.0.1.2")));
      assertThat(first.asked()).containsExactly("127.0.1.1:" + fleet.port());
      assertThat(second.asked()).containsExactly("127.0.1.2:" + fleet.port());
    }
  }

  /// One that is not there, one whose name is not known, one whose port is closed; a good one is
  /// not disturbed.
  @ParameterizedTest
  @CsvSource({
    "SOCKS5, it answered: connection refused, it answered: host unreachable",
    "HTTP, it answered: HTTP/1.1 502 Connection refused, it answered: HTTP/1.1 404 No such host"
  })
  void partOfTheHostsFails(Kind kind, String refused, String unknown) throws Exception {
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = server.getLocalPort();
    }
    try (LoopbackProxy proxy = proxy(kind);
        Caller caller = Caller.with(OPTIONS)) {
      Proxy good = Proxy.of(kind, "127.0.0.1", proxy.port());
      CompletableFuture<SshConnection> one = caller.beginning(behind(proxy, kind, "127.0.1.1"));
      Failure dead =
          caller.fails(
              new Destination("127.0.0.1", closed, "me", OPTIONS).by(new Route.Through(good)));
      assertThat(dead.phase()).isEqualTo(Phase.CONNECT);
      assertThat(dead.message())
          .isEqualTo(
              "connect: 127.0.0.1:%d through %s://127.0.0.1:%d: %s"
                  .formatted(closed, kind, proxy.port(), refused));
      assertThat(caller.fails(behind(proxy, kind, "nowhere")).message()).endsWith(": " + unknown);
      assertThat(caller.fails(behind(proxy, kind, "no where")).message())
          .contains("the host's name \"no where\" has characters that no proxy is sent");
      Proxy gone = Proxy.of(kind, "127.0.0.1", closed);
      assertThat(
              caller
                  .fails(new Destination("web1", 22, "me", OPTIONS).by(new Route.Through(gone)))
                  .message())
          .isEqualTo(
              "connect: web1:22 through %s://127.0.0.1:%d: the proxy is not reached: Connection refused"
                  .formatted(kind, closed));
      Proxy nobody = Proxy.of(kind, "no-such-proxy.invalid", 1080);
      assertThat(
              caller
                  .fails(new Destination("web1", 22, "me", OPTIONS).by(new Route.Through(nobody)))
                  .message())
          .startsWith("resolve: no address for no-such-proxy.invalid:1080: ");
      assertRuns(Caller.await(one));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheHostSaysWithTheProxysAnswerIsNotLost(Kind kind) {
    Terms terms = Terms.of(kind == Kind.HTTP).gluing();
    try (LoopbackProxy proxy = LoopbackProxy.start(terms);
        Caller caller = Caller.with(OPTIONS)) {
      assertRuns(caller.connect(behind(proxy, kind, "127.0.1.1")));
    }
  }

  private static Destination withLogin(LoopbackProxy proxy, Kind kind, Passwords passwords) {
    Proxy one = new Proxy(kind, "127.0.0.1", proxy.port(), "amy", passwords);
    return new Destination("127.0.1.1", fleet.port(), "me", OPTIONS).by(new Route.Through(one));
  }

  @ParameterizedTest
  @CsvSource({
    "SOCKS5, it refused user amy with this password, it wants a user and a password; name a user for it",
    "HTTP, it refused user amy with this password by Basic, it wants a user and a password by Basic; name a user for it"
  })
  void logsInWithAPasswordThatSomebodyKnows(Kind kind, String wrong, String none) {
    List<String> asked = new ArrayList<>();
    Terms terms = Terms.of(kind == Kind.HTTP).withLogin("amy:op\u00e9n");
    try (LoopbackProxy proxy = LoopbackProxy.start(terms);
        Caller caller = Caller.with(OPTIONS)) {
      assertRuns(
          caller.connect(
              withLogin(
                  proxy,
                  kind,
                  account -> {
                    asked.add(account + " on " + Thread.currentThread().getName());
                    return Optional.of("op\u00e9n".toCharArray());
                  })));
      assertThat(asked)
          .containsExactly("amy@127.0.0.1:" + proxy.port() + " on proxy password 127.0.1.1");
      assertThat(
              caller
                  .fails(withLogin(proxy, kind, _ -> Optional.of("wrong".toCharArray())))
                  .message())
          .endsWith(": " + wrong);
      assertThat(caller.fails(withLogin(proxy, kind, _ -> Optional.empty())).message())
          .endsWith(": it wants the password of user amy, which nobody knows");
      assertThat(caller.fails(behind(proxy, kind, "127.0.1.1")).message()).endsWith(": " + none);
      assertThat(
              caller.fails(
                  withLogin(
                      proxy,
                      kind,
                      _ -> {
                        throw new IllegalStateException("a defect on purpose");
                      })))
          .isInstanceOf(Failure.Internal.class);
    }
  }

  /// Whoever knows the password may take his time: it is that host's time, and nobody else's.
  @ParameterizedTest
  @EnumSource
  void askingForAPasswordHoldsNobodyUp(Kind kind) {
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    Limits limits = Limits.standard().connectingWithin(Duration.ofSeconds(1));
    Terms terms = Terms.of(kind == Kind.HTTP).withLogin("amy:open");
    try (LoopbackProxy proxy = LoopbackProxy.start(terms);
        Caller caller = Caller.with(OPTIONS)) {
      Passwords slow =
          _ -> {
            waiting.complete(Thread.currentThread());
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Optional.empty();
          };
      Proxy one = new Proxy(kind, "127.0.0.1", proxy.port(), "amy", slow);
      Destination slowly =
          new Destination("127.0.1.1", fleet.port(), "me", OPTIONS.within(limits))
              .by(new Route.Through(one));
      CompletableFuture<SshConnection> held = caller.beginning(slowly);
      Thread asking = Caller.await(waiting);
      assertRuns(caller.connect(withLogin(proxy, kind, _ -> Optional.of("open".toCharArray()))));
      assertThat(held.handle((_, why) -> why == null ? "" : why.getMessage()))
          .succeedsWithin(Duration.ofSeconds(20))
          .asString()
          .contains("no answer from 127.0.1.1")
          .endsWith(" within 1s");
      while (asking.isAlive()) {
        Thread.onSpinWait(); // interrupted; within the limit of the test
      }
    }
  }

  /// The order of key exchange methods that is put first for servers met before does not hold for a
  /// host with others: the connection is made again, through the proxy again.
  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsMadeAgainGoesThroughTheProxyAgain(Kind kind) {
    String first = Algorithms.standard().keyExchanges().getFirst();
    try (LoopbackProxy proxy = proxy(kind);
        Caller caller = Caller.with(OPTIONS)) {
      for (List<String> order :
          List.of(List.of(first), List.of("ecdh-sha2-nistp256", first), List.of(first))) {
        Algorithms offered = Algorithms.standard().withKeyExchanges(order);
        ConnectionOptions options =
            new ConnectionOptions(
                offered,
                OPTIONS.authentication(),
                OPTIONS.hostKeys(),
                OPTIONS.limits(),
                OPTIONS.rekey());
        Proxy one = Proxy.of(kind, "127.0.0.1", proxy.port());
        assertRuns(
            caller.connect(
                new Destination("127.0.1.1", fleet.port(), "me", options)
                    .by(new Route.Through(one))));
      }
      assertThat(proxy.asked()).hasSize(4);
    }
  }

  /// Proxies that are none: each costs its own connection, within the limit for connecting.
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SOCKS5 | SSH-2.0-x\\r\\n                    | it does not speak SOCKS 5: a version of 5 was wanted, got 83
          SOCKS5 | HTTP/1.1 400 Bad\\r\\n\\r\\n       | it does not speak SOCKS 5: a version of 5 was wanted, got 72
          SOCKS5 | END                                | it closed the connection
          SOCKS5 | ENDLESS                            | it does not speak SOCKS 5: a version of 5 was wanted, got 120
          SOCKS5 | SILENT                             | no answer
          HTTP   | SSH-2.0-x\\r\\n                    | it does not speak HTTP: it said "SSH-2.0-x??"
          HTTP   | HTTP/1.1 200 OK\\r\\n              | no answer
          HTTP   | HTTP/1.1 200 OK\\r\\n END          | it closed the connection
          HTTP   | HTTP/1.1 200 OK\\r\\n ENDLESS      | its answer has over 16384 bytes and no end
          HTTP   | END                                | it closed the connection
          HTTP   | SILENT                             | no answer
          """)
  void whatIsNoProxyIsNamed(Kind kind, String says, String told) throws Exception {
    String words = says.replace("\\r", "\r").replace("\\n", "\n");
    Limits limits = Limits.standard().connectingWithin(Duration.ofMillis(500));
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Caller caller = Caller.with(OPTIONS)) {
      CompletableFuture<Socket> served = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> say(server, words, served));
      Proxy one = Proxy.of(kind, "127.0.0.1", server.getLocalPort());
      Failure failure =
          caller.fails(
              new Destination("web1", 22, "me", OPTIONS.within(limits)).by(new Route.Through(one)));
      assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
      assertThat(failure.message())
          .startsWith("connect: ")
          .contains("web1:22 through " + kind + "://127.0.0.1:" + server.getLocalPort())
          .contains(told);
      Caller.await(served).close();
    }
  }

  private static void say(ServerSocket server, String words, CompletableFuture<Socket> served) {
    try {
      Socket socket = server.accept();
      served.complete(socket);
      byte[] said =
          words.replaceAll(" ?(END|ENDLESS|SILENT)$", "").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(said);
      if (words.endsWith("END")) {
        socket.getInputStream().readNBytes(3); // or what was said would be lost with a reset
        socket.shutdownOutput();
      }
      while (words.endsWith("ENDLESS")) {
        socket.getOutputStream().write("x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // the other side has heard enough
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks", "command"})
  void aConnectionThroughAnotherTakesNoOtherWay(String way) {
    Route route =
        way.equals("socks")
            ? new Route.Through(Proxy.of(Kind.SOCKS5, "127.0.0.1", 1080))
            : Route.command("true");
    try (Caller caller = Caller.with(OPTIONS)) {
      SshConnection outer = caller.connect("127.0.1.1", fleet.port());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> caller.failsThrough(outer, caller.to("web1", 22).by(route)))
          .withMessage(
              "web1:22: a connection that goes through another one takes no proxy and no command");
    }
  }

  @Test
  void aProxyIsSomething() {
    assertThatIllegalArgumentException().isThrownBy(() -> Proxy.of(Kind.HTTP, "", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Proxy.of(Kind.HTTP, "x", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Proxy(Kind.HTTP, "x", 1, "a:b", Passwords.none()))
        .withMessageContaining("has a colon");
    assertThat(new Proxy(Kind.SOCKS5, "::1", 1080, "amy", Passwords.none()))
        .hasToString("socks5://[::1]:1080");
  }
}
