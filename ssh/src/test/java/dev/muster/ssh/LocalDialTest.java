package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.forward.Carrier;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Resolver;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections to targets here that are made at once, as some systems make those to an address of
/// their own: then no selector ever says that they are.
@Timeout(30)
class LocalDialTest {

  private final EventLoop loop = new EventLoop("loop", Crypto.system(), _ -> {});
  private @Nullable ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    if (server != null) {
      server.close();
    }
  }

  private int port() {
    return server == null ? 0 : server.getLocalPort();
  }

  private static final class Heard extends CompletableFuture<String> implements Carrier.Dialled {
    @Override
    public void made(SocketChannel socket) {
      boolean sound = socket.isConnected() && !socket.isBlocking();
      try {
        socket.close();
      } catch (IOException e) {
        sound = false;
      }
      complete("made, " + (sound ? "sound" : "unsound"));
    }

    @Override
    public void failed(String why) {
      complete("failed: " + why);
    }
  }

  private Carrier carrier(Duration limit) {
    return (Carrier)
        Proxy.newProxyInstance(
            Carrier.class.getClassLoader(),
            new Class<?>[] {Carrier.class},
            (_, method, arguments) -> answer(limit, method.getName(), arguments));
  }

  private @Nullable Object answer(Duration limit, String method, Object[] arguments)
      throws ProtocolException {
    return switch (method) {
      case "loop" -> loop;
      case "connectLimit" -> limit;
      case "resolve" -> {
        InetAddress literal = Resolver.literal((String) arguments[0]);
        ((Carrier.Looked) arguments[1])
            .up(literal == null ? List.of() : List.of(literal), "no such name");
        yield (Runnable) () -> {};
      }
      case "step" -> {
        ((Carrier.Step) arguments[0]).run();
        yield null;
      }
      default -> throw new AssertionError("nobody asks for " + method);
    };
  }

  private static boolean atOnce(SocketChannel socket, InetSocketAddress address)
      throws IOException {
    socket.configureBlocking(true);
    boolean made = socket.connect(address);
    socket.configureBlocking(false);
    return made;
  }

  private String dial(Duration limit, AddressWalk.Connect connect) throws Exception {
    Heard heard = new Heard();
    Endpoint.Tcp target = (Endpoint.Tcp) Endpoint.tcp("127.0.0.1", port());
    loop.execute(() -> new LocalDial(carrier(limit), target, heard, connect).begin());
    return heard.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsConnectedAtOnceIsNotWaitedFor() throws Exception {
    assertThat(dial(Duration.ofSeconds(10), LocalDialTest::atOnce)).isEqualTo("made, sound");
  }

  @Test
  void whatIsConnectedLaterIsWaitedFor() throws Exception {
    assertThat(dial(Duration.ofSeconds(10), SocketChannel::connect)).isEqualTo("made, sound");
  }

  @Test
  void whatFailsAtOnceIsSaidToBe() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    assertThat(
            dial(
                Duration.ofSeconds(10),
                (_, _) -> {
                  tries.incrementAndGet();
                  throw new IOException("no route");
                }))
        .isEqualTo("failed: no route");
    assertThat(tries).hasValue(1);
  }

  @Test
  void theHandlerIsNotAskedAboutWhatIsConnected() throws Exception {
    CompletableFuture<Boolean> connected = new CompletableFuture<>();
    EventLoop.Handler never =
        new EventLoop.Handler() {
          @Override
          public void ready(SelectionKey key) {
            connected.completeExceptionally(new AssertionError("asked"));
          }

          @Override
          public void abandon() {}
        };
    List<InetAddress> addresses = List.of(InetAddress.ofLiteral("127.0.0.1"));
    loop.execute(() -> {
      AddressWalk walk = new AddressWalk(loop, never, LocalDialTest::atOnce, port(), addresses);
      boolean tried = walk.tryNext();
      connected.complete(tried && walk.isConnected());
      walk.close();
    });
    assertThat(connected.get(20, TimeUnit.SECONDS)).isTrue();
  }
}
