package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Exec;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingEnd;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forwarding of ports and sockets, both ways, by real servers.
@Tag("peers")
class ForwardingTest {

  /// A target that refuses: nothing listens on it.
  private static final Endpoint NOBODY = Endpoint.tcp("127.0.0.1", 1);

  enum Kind {
    OPENSSH,
    DROPBEAR
  }

  private static UserKeys keys;
  private static OpenSshServer openSsh;
  private static DropbearServer dropbear;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    openSsh = OpenSshServer.start(keys, "GatewayPorts clientspecified");
    dropbear = DropbearServer.start(keys);
  }

  @AfterAll
  static void stop() {
    openSsh.close();
    dropbear.close();
    keys.close();
  }

  private static Caller caller(RealServer server) {
    return Caller.with(
        keys.ed25519(),
        keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*")));
  }

  private static RealServer server(Kind kind) {
    return kind == Kind.OPENSSH ? openSsh : dropbear;
  }

  /// Sends `bytes`, ends, and returns what comes back until the end.
  private static byte[] exchange(SocketChannel socket, byte[] bytes) throws Exception {
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                ByteBuffer all = ByteBuffer.wrap(bytes);
                while (all.hasRemaining()) {
                  socket.write(all);
                }
                socket.shutdownOutput();
              } catch (IOException e) {
                // what comes back tells it
              }
            });
    ByteBuffer back = ByteBuffer.allocate(bytes.length + 1);
    while (back.hasRemaining() && socket.read(back) >= 0) {
      // goes on
    }
    sender.join();
    byte[] came = new byte[back.flip().remaining()];
    back.get(came);
    return came;
  }

  private static String ask(Endpoint at, String text) throws Exception {
    try (SocketChannel socket = LocalService.connect(at)) {
      return new String(
          exchange(socket, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
  }

  private static byte[] noise(int count) {
    byte[] noise = new byte[count];
    new Random(count).nextBytes(noise);
    return noise;
  }

  @ParameterizedTest
  @EnumSource
  void aPortHereLeadsToOneOverThere(Kind kind) throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(server(kind))) {
      SshConnection connection = caller.connect("127.0.0.1", server(kind).port());
      HeardForwarding heard = new HeardForwarding();
      connection.forwardLocal(Endpoint.port(0), service.at(), heard);
      Endpoint at = heard.open();
      assertThat(at.toString()).matches("localhost:[1-9]\\d+");
      assertThat(ask(at, "hello")).isEqualTo("hello");

      byte[] much = noise(6 << 20);
      try (SocketChannel first = LocalService.connect(at);
          SocketChannel second = LocalService.connect(at)) {
        Thread other =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    exchange(second, much);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
        assertThat(exchange(first, much)).isEqualTo(much);
        other.join();
      }
      assertThat(service.accepted()).isEqualTo(3);
      assertThat(heard.refusals()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPortOverThereLeadsToOneHere(Kind kind) throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(server(kind))) {
      SshConnection connection = caller.connect("127.0.0.1", server(kind).port());
      HeardForwarding heard = new HeardForwarding();
      Forwarding forwarding = connection.forwardRemote(Endpoint.port(0), service.at(), heard);
      Endpoint at = heard.open();
      assertThat(at).isEqualTo(forwarding.address());
      assertThat(at.toString()).matches("localhost:[1-9]\\d+");
      int port = ((Endpoint.Tcp) at).port();
      String back =
          "exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + port + "; echo ping >&3; head -n 1 <&3'";
      Caller.Said said = Caller.run(connection, Exec.of(back), new byte[0]);
      assertThat(said.out()).as(said.err()).isEqualTo("ping\n");

      byte[] much = noise(6 << 20);
      try (SocketChannel socket = LocalService.connect(at)) {
        assertThat(exchange(socket, much)).isEqualTo(much);
      }
    }
  }

  @Test
  void socketsLeadToSockets() throws Exception {
    Path target = folder.resolve("target");
    Path local = folder.resolve("local");
    Path remote = folder.resolve("remote");
    try (LocalService _ = LocalService.onPath(target, LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding there = new HeardForwarding();
      Endpoint to = Endpoint.unix(target.toString());
      Forwarding first = connection.forwardLocal(Endpoint.unix(local.toString()), to, here);
      connection.forwardRemote(Endpoint.unix(remote.toString()), to, there);
      here.open();
      there.open();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(local)))
          .isEqualTo("rw-------");
      byte[] much = noise(2 << 20);
      for (Path path : List.of(local, remote)) {
        try (SocketChannel socket = LocalService.connect(Endpoint.unix(path.toString()))) {
          assertThat(exchange(socket, much)).isEqualTo(much);
        }
      }
      first.close();
      assertThat(here.end()).isEqualTo(new ForwardingEnd.Closed());
      assertThat(local).doesNotExist();
    }
  }

  @Test
  void aPathThatIsThereIsLeftAlone() throws Exception {
    Path there = Files.writeString(folder.resolve("precious"), "text");
    try (Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding far = new HeardForwarding();
      connection.forwardLocal(Endpoint.unix(there.toString()), NOBODY, here);
      connection.forwardRemote(Endpoint.unix(there.toString()), NOBODY, far);
      assertThat(here.end().message())
          .isEqualTo("cannot listen on " + there + ": Address already in use");
      assertThat(far.end().message())
          .isEqualTo(
              "127.0.0.1:%d does not listen on %s for us: it is in use there, or not allowed to us"
                  .formatted(openSsh.port(), there));
      assertThat(Files.readString(there)).isEqualTo("text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
  void aDynamicForwardingLeadsWhereItIsAskedTo(String at) throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding heard = new HeardForwarding();
      connection.forwardDynamic(Endpoint.tcp(at, 0), heard);
      int port = ((Endpoint.Tcp) heard.open()).port();
      Proxy proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(at, port));
      try (Socket socket = new Socket(proxy)) {
        socket.connect(InetSocketAddress.createUnresolved("localhost", service.port()));
        socket.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("ping");
      }
      try (Socket socket = new Socket(proxy)) {
        assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("127.0.0.1", 1)))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("Connection refused");
      }
      assertThat(heard.refusals()).hasSize(1).first().asString().contains("(reason 2)");
    }
  }

  /// Version 4, with the first words of the client in one piece with its request.
  @Test
  void aDynamicForwardingSpeaksTheOldVersionToo() throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding heard = new HeardForwarding();
      connection.forwardDynamic(Endpoint.port(0), heard);
      for (String name : List.of("", "localhost")) {
        ByteBuffer request = ByteBuffer.allocate(100).put((byte) 4).put((byte) 1);
        request.putShort((short) service.port());
        request
            .putInt(name.isEmpty() ? 0x7f000001 : 1)
            .put("me\0".getBytes(StandardCharsets.UTF_8));
        if (!name.isEmpty()) {
          request.put((name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        request.put("ping".getBytes(StandardCharsets.UTF_8)).flip();
        byte[] bytes = new byte[request.remaining()];
        request.get(bytes);
        try (SocketChannel socket = LocalService.connect(heard.open())) {
          assertThat(exchange(socket, bytes))
              .isEqualTo("\0Z\0\0\0\0\0\0ping".getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  @Test
  void saysWhyAConnectionCameToNothing() throws Exception {
    try (Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding there = new HeardForwarding();
      connection.forwardLocal(Endpoint.port(0), NOBODY, here);
      connection.forwardRemote(Endpoint.port(0), NOBODY, there);
      assertThatNothingComes(here.open());
      assertThat(here.refusals())
          .containsExactly(
              "127.0.0.1:" + openSsh.port() + " refused: Connection refused (reason 2)");
      assertThatNothingComes(there.open());
      assertThat(there.refusals()).containsExactly("connect to 127.0.0.1:1: Connection refused");
      assertThat(Caller.run(connection, Exec.of("echo on"), new byte[0]).out()).isEqualTo("on\n");
    }
  }

  @Test
  void saysThatTheServerForwardsNothing() {
    try (OpenSshServer strict = OpenSshServer.start(keys, "DisableForwarding yes");
        Caller caller = caller(strict)) {
      SshConnection connection = caller.connect("127.0.0.1", strict.port());
      HeardForwarding there = new HeardForwarding();
      connection.forwardRemote(Endpoint.port(0), NOBODY, there);
      assertThat(there.end()).isInstanceOf(ForwardingEnd.Refused.class);
      HeardForwarding here = new HeardForwarding();
      connection.forwardLocal(Endpoint.port(0), NOBODY, here);
      Endpoint at = here.open();
      assertThatNothingComes(at);
      assertThat(here.refusals()).hasSize(1).first().asString().contains("(reason 1)");
    }
  }

  private static void assertThatNothingComes(Endpoint at) {
    try {
      assertThat(ask(at, "x")).isEmpty();
    } catch (SocketException e) {
      // reset, since nobody read the x
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// GatewayPorts: a bind address that the server grants.
  @Test
  void listensOnTheAddressThatWasAskedFor() throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding there = new HeardForwarding();
      HeardForwarding everywhere = new HeardForwarding();
      connection.forwardLocal(Endpoint.tcp("127.4.0.1", 0), service.at(), here);
      connection.forwardRemote(Endpoint.tcp("127.4.0.2", 0), service.at(), there);
      connection.forwardRemote(Endpoint.tcp("*", 0), service.at(), everywhere);
      assertThat(ask(here.open(), "here")).isEqualTo("here");
      assertThat(ask(there.open(), "there")).isEqualTo("there");
      int port = ((Endpoint.Tcp) everywhere.open()).port();
      assertThat(ask(Endpoint.tcp("127.4.0.3", port), "all")).isEqualTo("all");
      int other = ((Endpoint.Tcp) here.open()).port();
      assertThatThrownBy(() -> ask(Endpoint.tcp("127.4.0.9", other), "x"))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void saysThatAnAddressIsTaken() {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding there = new HeardForwarding();
      HeardForwarding nowhere = new HeardForwarding();
      connection.forwardLocal(Endpoint.port(service.port()), NOBODY, here);
      connection.forwardRemote(service.at(), NOBODY, there);
      connection.forwardLocal(Endpoint.tcp("203.0.113.7", 0), NOBODY, nowhere);
      assertThat(here.end())
          .isEqualTo(
              new ForwardingEnd.NotBound(Endpoint.port(service.port()), "Address already in use"));
      assertThat(there.end()).isInstanceOf(ForwardingEnd.Refused.class);
      assertThat(nowhere.end().message())
          .startsWith("cannot listen on 203.0.113.7:0: Cannot assign requested address");
    }
  }

  @Test
  void portsAreFreeWhenTheListenerHearsOfTheEnd() throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      Endpoint here = Endpoint.port(0);
      Endpoint there = Endpoint.port(0);
      for (int i = 0; i < 30; i++) {
        HeardForwarding local = new HeardForwarding();
        HeardForwarding remote = new HeardForwarding();
        Forwarding first = connection.forwardLocal(here, service.at(), local);
        Forwarding second = connection.forwardRemote(there, service.at(), remote);
        here = local.open();
        there = remote.open();
        try (SocketChannel open = LocalService.connect(here)) {
          assertThat(ask(there, "x" + i)).isEqualTo("x" + i);
          first.close();
          second.close();
          assertThat(local.end()).isEqualTo(new ForwardingEnd.Closed());
          assertThat(remote.end()).isEqualTo(new ForwardingEnd.Closed());
          assertThat(open.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        Endpoint closed = here;
        assertThatThrownBy(() -> LocalService.connect(closed)).isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void everythingEndsWithTheConnection() throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      List<HeardForwarding> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(new HeardForwarding());
      }
      connection.forwardLocal(Endpoint.port(0), service.at(), all.get(0));
      connection.forwardRemote(Endpoint.port(0), service.at(), all.get(1));
      connection.forwardDynamic(Endpoint.port(0), all.get(2));
      all.forEach(HeardForwarding::open);
      try (SocketChannel first = LocalService.connect(all.get(0).open());
          SocketChannel second = LocalService.connect(all.get(1).open());
          SocketChannel third = LocalService.connect(all.get(2).open())) {
        echoed(first);
        echoed(second);
        connection.close();
        for (HeardForwarding each : all) {
          assertThat(each.end()).isInstanceOf(ForwardingEnd.Lost.class);
        }
        assertThatThrownBy(() -> first.read(ByteBuffer.allocate(1)))
            .as("cut off is not ended")
            .isInstanceOf(SocketException.class);
        assertThat(second.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(third.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
      HeardForwarding late = new HeardForwarding();
      connection.forwardLocal(Endpoint.port(0), service.at(), late);
      assertThat(late.end()).isInstanceOf(ForwardingEnd.Lost.class);
    }
  }

  /// Sees that a connection leads through, both ways.
  private static void echoed(SocketChannel socket) throws IOException {
    socket.write(ByteBuffer.wrap(new byte[] {7}));
    ByteBuffer back = ByteBuffer.allocate(1);
    assertThat(socket.read(back)).isEqualTo(1);
  }

  /// A reader that stops makes the writer stop, with a few windows and socket buffers between.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSlowSideStopsTheOther(boolean local) throws Exception {
    AtomicLong produced = new AtomicLong();
    try (LocalService service =
            LocalService.onPort(connection -> {
              ByteBuffer piece = ByteBuffer.allocate(1 << 16);
              while (true) {
                produced.addAndGet(connection.write(piece.clear()));
              }
            });
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding heard = new HeardForwarding();
      if (local) {
        connection.forwardLocal(Endpoint.port(0), service.at(), heard);
      } else {
        connection.forwardRemote(Endpoint.port(0), service.at(), heard);
      }
      try (SocketChannel socket = LocalService.connect(heard.open())) {
        ByteBuffer some = ByteBuffer.allocate(1 << 20);
        assertThat(socket.read(some)).isPositive();
        long before = -1;
        long calm = System.nanoTime();
        while (System.nanoTime() - calm < 300_000_000L) {
          long now = produced.get();
          if (now != before) {
            before = now;
            calm = System.nanoTime();
          }
          Thread.onSpinWait();
        }
        assertThat(before).isLessThan(48L << 20);
        long after = before;
        while (produced.get() < after + (8 << 20)) {
          socket.read(some.clear());
        }
        assertThat(Caller.run(connection, Exec.of("echo on"), new byte[0]).out()).isEqualTo("on\n");
      }
    }
  }

  /// Forwardings of a host that is itself behind another one.
  @Test
  void leadsThroughAHostBehindAnother() throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh)) {
      SshConnection outer = caller.connect("127.1.0.1", openSsh.port());
      SshConnection inner = caller.connectThrough(outer, "127.1.0.2", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding there = new HeardForwarding();
      inner.forwardLocal(Endpoint.port(0), service.at(), here);
      inner.forwardRemote(Endpoint.port(0), service.at(), there);
      byte[] much = noise(2 << 20);
      for (HeardForwarding each : List.of(here, there)) {
        try (SocketChannel socket = LocalService.connect(each.open())) {
          assertThat(exchange(socket, much)).isEqualTo(much);
        }
      }
      outer.close();
      assertThat(here.end()).isInstanceOf(ForwardingEnd.Lost.class);
      assertThat(there.end()).isInstanceOf(ForwardingEnd.Lost.class);
    }
  }

  @Test
  void losesNothingWhileKeysAreExchanged() throws Exception {
    try (LocalService service = LocalService.onPort(LocalService::echo);
        Caller caller = caller(openSsh).rekeyingEvery(1 << 20)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding here = new HeardForwarding();
      HeardForwarding there = new HeardForwarding();
      connection.forwardLocal(Endpoint.port(0), service.at(), here);
      connection.forwardRemote(Endpoint.port(0), service.at(), there);
      byte[] much = noise(6 << 20);
      for (HeardForwarding each : List.of(here, there)) {
        try (SocketChannel socket = LocalService.connect(each.open())) {
          assertThat(exchange(socket, much)).isEqualTo(much);
        }
      }
    }
  }

  @Test
  void refusesTargetsThatCannotBe() {
    try (Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      HeardForwarding heard = new HeardForwarding();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> connection.forwardLocal(Endpoint.port(0), Endpoint.port(0), heard));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> connection.forwardRemote(Endpoint.port(0), Endpoint.tcp("*", 80), heard));
      assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.port(65_536));
      assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.unix("/" + "x".repeat(107)));
    }
  }
}
