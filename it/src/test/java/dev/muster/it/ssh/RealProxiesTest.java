package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealProxy;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Proxy;
import dev.muster.ssh.Proxy.Kind;
import dev.muster.ssh.Route;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.auth.Passwords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Connections through proxies that are not ours: OpenSSH's `ssh -D`, MicroSocks with a password,
/// Tinyproxy with a password.
@Tag("peers")
@Timeout(120)
class RealProxiesTest {

  private static final String USER = "amy";
  private static final String PASSWORD = "open-sesame";

  private static UserKeys keys;
  private static OpenSshServer server;
  private static RealProxy ssh;
  private static RealProxy microsocks;
  private static RealProxy tinyproxy;

  enum Peer {
    SSH,
    MICROSOCKS,
    TINYPROXY
  }

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys, "ListenAddress ::1");
    ssh = RealProxy.ssh(server, keys.ed25519());
    microsocks = RealProxy.microsocks(USER, PASSWORD);
    tinyproxy = RealProxy.tinyproxy(USER, PASSWORD);
  }

  @AfterAll
  static void stop() {
    tinyproxy.close();
    microsocks.close();
    ssh.close();
    server.close();
    keys.close();
  }

  private static Caller caller() {
    String hostKey = server.hostKey(KeyKind.ED25519);
    List<String> hosts = List.of("127.*", "::1", "localhost");
    return Caller.with(keys.ed25519(), keys.knownHosts(hostKey, server.port(), hosts));
  }

  private static Proxy proxy(Peer peer, Passwords passwords) {
    return switch (peer) {
      case SSH -> Proxy.of(Kind.SOCKS5, "127.0.0.1", ssh.port());
      case MICROSOCKS -> new Proxy(Kind.SOCKS5, "127.0.0.1", microsocks.port(), USER, passwords);
      case TINYPROXY -> new Proxy(Kind.HTTP, "127.0.0.1", tinyproxy.port(), USER, passwords);
    };
  }

  private static Route through(Peer peer) {
    return new Route.Through(proxy(peer, _ -> Optional.of(PASSWORD.toCharArray())));
  }

  @ParameterizedTest
  @EnumSource
  void reachesHostsByAddressAndByName(Peer peer) {
    try (Caller caller = caller()) {
      List<CompletableFuture<SshConnection>> all = new ArrayList<>();
      for (String host : List.of("127.1.0.1", "127.1.0.2", "::1", "localhost", "127.1.0.5")) {
        all.add(caller.beginning(caller.to(host, server.port()).by(through(peer))));
      }
      for (CompletableFuture<SshConnection> one : all) {
        SshConnection connection = Caller.await(one);
        assertThat(Caller.run(connection, Exec.of("echo here"), new byte[0]).out())
            .isEqualTo("here\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void losesNothingOfALargeOutputAndInput(Peer peer) {
    byte[] input = new byte[2 << 20];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * 31 + (i >> 13));
    }
    try (Caller caller = caller()) {
      SshConnection connection =
          caller.connect(caller.to("127.1.0.1", server.port()).by(through(peer)));
      Caller.Said said = Caller.run(connection, Exec.of("cat"), input);
      byte[] back = said.out().getBytes(StandardCharsets.ISO_8859_1);
      assertThat(Arrays.equals(back, input)).isTrue();
    }
  }

  /// Only the first host on the way is connected to through the proxy.
  @ParameterizedTest
  @EnumSource
  void leadsToAHostBehindAnother(Peer peer) {
    try (Caller caller = caller()) {
      SshConnection outer = caller.connect(caller.to("127.1.0.1", server.port()).by(through(peer)));
      SshConnection inner = caller.connectThrough(outer, "127.1.0.2", server.port());
      assertThat(Caller.run(inner, Exec.of("echo $SSH_CONNECTION"), new byte[0]).out())
          .contains(" 127.1.0.2 ");
    }
  }

  /// `ssh -D` says nothing of it.
  @ParameterizedTest
  @EnumSource
  void tellsThatAHostIsNotThere(Peer peer) throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (Caller caller = caller()) {
      Failure failure = caller.fails(caller.to("127.0.0.1", closed).by(through(peer)));
      String address = "127.0.0.1:%d through %s".formatted(closed, proxy(peer, Passwords.none()));
      assertThat(failure.message())
          .isEqualTo(
              switch (peer) {
                case SSH -> "connect: " + address + ": it closed the connection";
                case MICROSOCKS -> "connect: " + address + ": it answered: connection refused";
                case TINYPROXY ->
                    "connect: " + address + ": it answered: HTTP/1.1 500 Unable to connect";
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SSH", mode = EnumSource.Mode.EXCLUDE)
  void isRefusedWithAnotherPassword(Peer peer) {
    try (Caller caller = caller()) {
      Route wrong = new Route.Through(proxy(peer, _ -> Optional.of("wrong".toCharArray())));
      Destination host = caller.to("127.1.0.1", server.port());
      String told = caller.fails(host.by(wrong)).message();
      assertThat(told).contains(peer == Peer.TINYPROXY ? "HTTP/1" : "it refused user amy");
    }
  }

  @Test
  void isRefusedWithoutAUser() {
    try (Caller caller = caller()) {
      Destination host = caller.to("127.1.0.1", server.port());
      Proxy socks = Proxy.of(Kind.SOCKS5, "127.0.0.1", microsocks.port());
      Proxy http = Proxy.of(Kind.HTTP, "127.0.0.1", tinyproxy.port());
      assertThat(caller.fails(host.by(new Route.Through(socks))).message())
          .endsWith(": it wants a user and a password; name a user for it");
      assertThat(caller.fails(host.by(new Route.Through(http))).message())
          .endsWith(": it wants a user and a password by Basic; name a user for it");
    }
  }
}
