package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class NetworkTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path folder;

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 5, LOOPBACK);
  }

  private static int freePort() throws IOException {
    try (ServerSocket server = server()) {
      return server.getLocalPort();
    }
  }

  @Test
  void resolvesNames() {
    assertThat(Network.resolve("localhost")).contains("127.0.0.1");
    assertThat(Network.resolve("127.0.0.1")).containsExactly("127.0.0.1");
    assertThat(Network.resolve("no-such-host.invalid")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Network.resolve(""));
  }

  @Test
  void knowsItsOwnAddress() throws Exception {
    for (String address : List.of(Network.address(), Network.ownAddress())) {
      assertThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address)))
          .as("the interface of %s", address)
          .isNotNull();
    }
  }

  @Test
  void triesConnections() throws Exception {
    try (ServerSocket server = server()) {
      assertThat(Network.reaches("127.0.0.1", server.getLocalPort(), SECOND)).isTrue();
      assertThat(Network.reaches("localhost", server.getLocalPort(), SECOND)).isTrue();
    }
    assertThat(Network.reaches("127.0.0.1", freePort(), SECOND)).isFalse();
    assertThat(Network.reaches("no-such-host.invalid", 22, SECOND)).isFalse();
  }

  @Test
  void waitsForAPort() throws Exception {
    int port = freePort();
    assertThat(Network.awaitPort("127.0.0.1", port, Duration.ofMillis(50))).isFalse();
    FutureTask<Boolean> wait =
        new FutureTask<>(() -> Network.awaitPort("127.0.0.1", port, Duration.ofSeconds(30)));
    Thread.ofVirtual().start(wait);
    try (ServerSocket server = new ServerSocket(port, 5, LOOPBACK)) {
      assertThat(wait.get()).isTrue();
      assertThat(server.isBound()).isTrue();
    }
  }

  @Test
  void aCancelledCallEnds() throws Exception {
    int port = freePort();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Network.awaitPort("127.0.0.1", port, Duration.ofHours(1)));
  }

  @Test
  void seesWhoListens() throws Exception {
    try (ServerSocket server = server()) {
      assertThat(Network.listening())
          .filteredOn(socket -> socket.port() == server.getLocalPort())
          .extracting(ListeningSocket::protocol, ListeningSocket::address)
          .contains(tuple("tcp", "127.0.0.1"));
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Network.listening(folder))
        .withMessage(folder + " tells nothing of sockets; this needs Linux");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp | 0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 | 22 | 0
          tcp | 0: 00000000:0016 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 1 1 | -1 | 0
          tcp | 0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 1 | 8080 | 1000
          udp | 9: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 1 2 | 53 | 101
          udp | 9: 00000000:0035 0100007F:0001 01 00000000:00000000 00:00000000 00000000   101        0 1 2 | -1 | 0
          tcp | sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode | -1 | 0
          """)
  void readsTheKernelsTables(String protocol, String line, int port, long uid) {
    Optional<ListeningSocket> found = ListeningSocket.parse(protocol, line);
    assertThat(found.map(ListeningSocket::port).orElse(-1)).isEqualTo(port);
    assertThat(found.map(ListeningSocket::uid).orElse(0L)).isEqualTo(uid);
    assertThat(List.of("0.0.0.0", "0:0:0:0:0:0:0:0"))
        .contains(found.map(ListeningSocket::address).orElse("0.0.0.0"));
  }
}
