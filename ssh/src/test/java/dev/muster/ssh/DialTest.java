package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.muster.ssh.TcpOptions.Family;
import dev.muster.ssh.TcpOptions.Service;
import dev.muster.ssh.loop.Resolver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a TCP connection comes about where a name has several addresses.
@Timeout(60)
class DialTest {

  private static final UnixOperatingSystemMXBean SYSTEM =
      (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Map<String, List<InetAddress>> names = new HashMap<>();
  private final SshClient engine =
      new SshClient(1, new Resolver(this::lookUp), UnaryOperator.identity(), null);

  @AfterEach
  void close() {
    engine.close();
  }

  private List<InetAddress> lookUp(String name) throws UnknownHostException {
    List<InetAddress> known = names.get(name);
    if (known == null) {
      throw new UnknownHostException(name + ": no such name");
    }
    return known;
  }

  private void name(String name, String addresses) {
    names.put(name, Stream.of(addresses.split(" ", -1)).map(InetAddress::ofLiteral).toList());
  }

  /// A server that says what is no SSH to the first who connects, and ends.
  private static ServerSocket server(String address, int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 50);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (Socket socket = server.accept()) {
            InetAddress from = socket.getInetAddress();
            String line = "SSH-1.0-" + from.getHostAddress() + "\r\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
          } catch (IOException e) {
            // nobody came
          }
        });
    return server;
  }

  private Ends connect(String host, int port, Duration limit, TcpOptions tcp) {
    Limits limits = Limits.standard().connectingWithin(limit);
    ConnectionOptions options = MemoryClient.options(false).within(limits).over(tcp);
    Ends ends = new Ends();
    engine.connect(new Destination(host, port, "me", options), ends);
    return ends;
  }

  private Failure failure(String host, int port, Duration limit) throws Exception {
    return connect(host, port, limit, TcpOptions.standard()).failure();
  }

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(600);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # addresses                          | who answers
          127.0.0.1                            | 127.0.0.1
          127.0.0.2 127.0.0.1                  | 127.0.0.1
          127.0.0.2 127.0.0.3 ::1 127.0.0.1    | 127.0.0.1
          127.0.0.1 ::1                        | 127.0.0.1
          ::1 127.0.0.1                        | 127.0.0.1
          """)
  void reachesTheOneThatAnswers(String addresses, String answers) throws Exception {
    name("web1", addresses);
    try (ServerSocket server = server(answers, 0)) {
      Failure failure = failure("web1", server.getLocalPort(), LONG);
      assertThat(failure.address()).isEqualTo(answers + ":" + server.getLocalPort());
      assertThat(failure.message()).contains("speaks \"SSH-1.0-127.0.0.1\"");
    }
  }

  /// A quarter of a second after the one that is silent comes the next, and no earlier one is given
  /// up for it; the others are closed.
  @Test
  void waitsForNoneThatIsSilent() throws Exception {
    try (SilentPort silent = new SilentPort("127.0.0.2", 0);
        SilentPort another = new SilentPort("::1", silent.port());
        ServerSocket server = server("127.0.0.1", silent.port())) {
      name("web1", "127.0.0.2 127.0.0.1 ::1");
      long before = SYSTEM.getOpenFileDescriptorCount();
      long began = System.nanoTime();
      Failure failure = failure("web1", silent.port(), LONG);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(failure.address()).isEqualTo("127.0.0.1:" + another.port());
      assertThat(took).isBetween(Duration.ofMillis(480), LONG.dividedBy(2));
      while (SYSTEM.getOpenFileDescriptorCount() > before) {
        Thread.onSpinWait(); // within the limit of the test
      }
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void namesEveryAddressThatFailed() throws Exception {
    int free;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = server.getLocalPort();
    }
    name("web1", "127.0.0.2 127.0.0.3 ::1");
    Failure failure = failure("web1", free, LONG);
    assertThat(failure)
        .isEqualTo(
            new Failure.NotConnected(
                "web1:" + free,
                "127.0.0.2:%1$d: Connection refused; [0:0:0:0:0:0:0:1]:%1$d: Connection refused; 127.0.0.3:%1$d: Connection refused"
                    .formatted(free)));
    name("web2", "127.0.0.2");
    assertThat(failure("web2", free, LONG).message())
        .isEqualTo("connect: 127.0.0.2:" + free + ": Connection refused");
  }

  @Test
  void oneLimitIsForAll() throws Exception {
    try (SilentPort silent = new SilentPort("127.0.0.2", 0);
        SilentPort other = new SilentPort("127.0.0.3", silent.port())) {
      int port = other.port();
      name("one", "127.0.0.2");
      name("both", "127.0.0.2 127.0.0.3");
      name("mixed", "127.0.0.2 127.0.0.4 127.0.0.3");
      Ends both = connect("both", port, SHORT, TcpOptions.standard());
      Ends mixed = connect("mixed", port, SHORT, TcpOptions.standard());
      long began = System.nanoTime();
      assertThat(failure("one", port, SHORT).message())
          .isEqualTo("connect: no answer from 127.0.0.2:" + port + " within 600ms");
      assertThat(both.failure().message())
          .isEqualTo(
              "connect: no answer from 127.0.0.2:%1$d, 127.0.0.3:%1$d within 600ms"
                  .formatted(port));
      assertThat(mixed.failure().message())
          .isEqualTo(
              "connect: mixed:%1$d: 127.0.0.4:%1$d: Connection refused; 127.0.0.2:%1$d: no answer within 600ms; 127.0.0.3:%1$d: no answer within 600ms"
                  .formatted(port));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SHORT.multipliedBy(5));
    }
  }

  /// The families in turn, and all of them within the limit, however many there are.
  @Test
  void everyAddressHasItsTurn() throws Exception {
    try (SilentPort silent = new SilentPort("127.0.0.2", 0);
        ServerSocket server = server("127.0.0.1", silent.port())) {
      name("many", "127.0.0.2 127.0.0.2 127.0.0.1");
      name("six", "127.0.0.3 127.0.0.2 127.0.0.1");
      assertThat(failure("many", silent.port(), SHORT).address())
          .isEqualTo("127.0.0.1:" + server.getLocalPort());
    }
  }

  @Test
  void triesAllAgainIfItIsToldTo() throws Exception {
    int free;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = server.getLocalPort();
    }
    long began = System.nanoTime();
    Failure failure =
        connect("127.0.0.1", free, LONG, TcpOptions.standard().withAttempts(2)).failure();
    assertThat(failure.message())
        .isEqualTo("connect: 127.0.0.1:" + free + ": Connection refused, 2 times");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    name("web1", "127.0.0.2 127.0.0.1");
    Ends patient = connect("web1", free, LONG, TcpOptions.standard().withAttempts(20));
    try (ServerSocket server = server("127.0.0.1", free)) {
      assertThat(patient.failure().address()).isEqualTo("127.0.0.1:" + server.getLocalPort());
    }
    Ends late = connect("127.0.0.1", free, SHORT, TcpOptions.standard().withAttempts(20));
    assertThat(late.failure().message())
        .isEqualTo("connect: 127.0.0.1:" + free + ": Connection refused");
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IPV6 | four | resolve: no address for four:22: it has none of the family that is wanted, IPv6; check the name or DNS
          IPV4 | ::1  | resolve: no address for [::1]:22: it has none of the family that is wanted, IPv4; check the name or DNS
          IPV4 | none | resolve: no address for none:22: none: no such name; check the name or DNS
          """)
  void aNameWithoutAnAddressOfTheFamilyIsToldApart(Family family, String host, String told)
      throws Exception {
    name("four", "127.0.0.1 127.0.0.2");
    TcpOptions tcp = TcpOptions.standard().withFamily(family);
    assertThat(connect(host, 22, LONG, tcp).failure().message()).isEqualTo(told);
  }

  @Test
  void connectsFromAnAddressOfOurs() throws Exception {
    TcpOptions from =
        TcpOptions.standard()
            .connectingFrom(
                List.of(InetAddress.ofLiteral("127.0.0.77"), InetAddress.ofLiteral("::1")));
    name("both", "::1 127.0.0.1");
    try (ServerSocket server = server("127.0.0.1", 0)) {
      assertThat(connect("both", server.getLocalPort(), LONG, from).failure().message())
          .contains("SSH-1.0-127.0.0.77");
    }
    try (ServerSocket server = server("::1", 0)) {
      assertThat(connect("::1", server.getLocalPort(), LONG, from).failure().address())
          .startsWith("[0:0:0:0:0:0:0:1]:");
      TcpOptions four =
          TcpOptions.standard().connectingFrom(List.of(InetAddress.ofLiteral("127.0.0.77")));
      assertThat(connect("::1", server.getLocalPort(), LONG, four).failure().message())
          .endsWith(": none of our addresses to connect from is IPv6");
    }
    TcpOptions others =
        TcpOptions.standard().connectingFrom(List.of(InetAddress.ofLiteral("192.0.2.9")));
    assertThat(connect("127.0.0.1", 22, LONG, others).failure())
        .isInstanceOf(Failure.NotConnected.class);
  }

  @Test
  void setsWhatTheOptionsSay() throws Exception {
    try (SocketChannel plain = SocketChannel.open();
        SocketChannel set = SocketChannel.open()) {
      TcpOptions.standard().set(plain);
      TcpOptions.standard().withKeepAlive(true).withService(new Service(72, 32)).set(set);
      assertThat(plain.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
      assertThat(plain.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
      assertThat(plain.getOption(StandardSocketOptions.IP_TOS)).isZero();
      assertThat(set.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
      assertThat(set.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      assertThat(set.getOption(StandardSocketOptions.IP_TOS)).isEqualTo(32);
    }
  }

  @Test
  void isGivenUpWhenTheEngineIsClosed() throws Exception {
    try (SilentPort silent = new SilentPort("127.0.0.2", 0);
        SilentPort other = new SilentPort("127.0.0.3", silent.port())) {
      name("both", "127.0.0.2 127.0.0.3");
      Ends ends = connect("both", other.port(), LONG, TcpOptions.standard());
      engine.close();
      assertThat(ends.failure()).isInstanceOf(Failure.Cancelled.class);
    }
  }
}
