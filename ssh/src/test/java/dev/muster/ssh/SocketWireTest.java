package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("peers")
@Timeout(60)
class SocketWireTest {

  private static final int ROUNDS = 30;

  /// Linux waits at least 40 ms for something of ours that says what has come.
  private static final Duration AT_ONCE = Duration.ofMillis(35);

  private final BlockingQueue<Throwable> defects = new LinkedBlockingQueue<>();
  private final BlockingQueue<Byte> heard = new LinkedBlockingQueue<>();
  private final EventLoop loop = new EventLoop("test loop", Crypto.jdk(), defects::add);

  private SocketWire wire;
  private Socket peer;

  @BeforeEach
  void begin() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SocketChannel socket = SocketChannel.open(server.getLocalSocketAddress());
      socket.configureBlocking(false);
      TcpOptions.standard().set(socket);
      peer = server.accept();
      CompletableFuture<SocketWire> made = new CompletableFuture<>();
      loop.execute(() -> {
        try {
          made.complete(new SocketWire(socket, Link.of(socket), loop, new Reader()));
        } catch (IOException e) {
          made.completeExceptionally(e);
        }
      });
      wire = made.get();
    }
  }

  @AfterEach
  void end() throws IOException {
    peer.close();
    loop.close();
    assertThat(defects).isEmpty();
  }

  private final class Reader implements EventLoop.Handler {
    @Override
    public void ready(SelectionKey ready) {
      read();
    }

    @Override
    public void abandon() {
      wire.close();
    }
  }

  private void read() {
    ByteBuffer in = loop.input().clear();
    try {
      if (wire.read(in) < 0) {
        wire.close();
      }
    } catch (IOException e) {
      defects.add(e);
    }
    in.flip();
    while (in.hasRemaining()) {
      heard.add(in.get());
    }
  }

  /// The peer sends the second of two small packets when the first was acknowledged (RFC 896), as
  /// OpenSSH does while the user is authenticated.
  @Test
  void whatHasComeIsAcknowledgedAtOnce() throws Exception {
    long shortest = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      askAndAnswer();
      peer.getOutputStream().write(1);
      assertThat(heard.take()).isEqualTo((byte) 1);
      loop.execute(wire::acknowledge);
      long begun = System.nanoTime();
      peer.getOutputStream().write(2);
      assertThat(heard.take()).isEqualTo((byte) 2);
      shortest = Math.min(shortest, System.nanoTime() - begun);
    }
    assertThat(Duration.ofNanos(shortest)).isLessThan(AT_ONCE);
  }

  /// Who answers is expected to answer again: from then on the system waits for that.
  private void askAndAnswer() throws Exception {
    peer.getOutputStream().write(0);
    assertThat(heard.take()).isEqualTo((byte) 0);
    loop.execute(() -> {
      loop.scratch().out().put((byte) 9);
      try {
        wire.out().flush();
      } catch (IOException e) {
        defects.add(e);
      }
    });
    assertThat(peer.getInputStream().read()).isEqualTo(9);
  }
}
