package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Callers that do not play the server they should: what each costs, and for how long.
@Timeout(60)
class ListeningTest {

  private static final int WAIT_MILLIS = 20_000;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final SshClient engine = SshClient.open(2);
  private final List<Socket> sockets = new ArrayList<>();
  private final BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws IOException {
    engine.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /// Everybody is expected to be host `expected`, but for those from 127.0.0.66 to 127.0.0.68.
  private final class Calls implements CallListener {
    private final Duration limit;

    Calls(Duration limit) {
      this.limit = limit;
    }

    @Override
    public Optional<Destination> called(InetSocketAddress from) {
      String address = from.getAddress().getHostAddress();
      if (address.endsWith(".67")) {
        throw new IllegalStateException("a defect on purpose");
      }
      if (address.endsWith(".68")) {
        throw new AssertionError("an error on purpose");
      }
      Limits limits = new Limits(limit, limit, limit, limit, limit, limit);
      ConnectionOptions options = MemoryClient.options(false).within(limits);
      return address.endsWith(".66")
          ? Optional.empty()
          : Optional.of(new Destination("expected", 22, "me", options));
    }

    @Override
    public void ready(SshConnection connection) {
      throw new AssertionError("nobody here is an SSH server");
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      assertThat(connection.destination().host()).isEqualTo("expected");
      failures.add(why.orElseThrow());
    }
  }

  private SshListener listen(Duration limit, CallLimits limits) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return engine.listen(any, limits, new Calls(limit));
  }

  private Socket call(SshListener listener, String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(listener.address(), WAIT_MILLIS);
    socket.setSoTimeout(WAIT_MILLIS);
    return socket;
  }

  private static void assertServed(Socket socket) throws IOException {
    byte[] greeting = socket.getInputStream().readNBytes(8);
    assertThat(new String(greeting, StandardCharsets.US_ASCII)).isEqualTo("SSH-2.0-");
  }

  /// Reads to the end, which may be a reset.
  private static byte[] rest(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return in.readAllBytes();
    } catch (SocketException e) {
      return new byte[0];
    }
  }

  private Failure failure() throws InterruptedException {
    Failure failure = failures.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(failure).isNotNull();
    return failure == null ? new Failure.Cancelled(Phase.CLOSE, "") : failure;
  }

  @Test
  void aSilentCallerHasItsPlaceForAPhaseAtMost() throws Exception {
    Duration limit = Duration.ofMillis(500);
    try (SshListener listener = listen(limit, new CallLimits(1, 1))) {
      Socket silent = call(listener, "127.0.0.2");
      Socket next = call(listener, "127.0.0.3"); // waits where the system keeps it
      assertServed(silent);
      Failure failure = failure();
      assertThat(failure)
          .isEqualTo(
              new Failure.TimedOut(
                  Phase.BANNER, "127.0.0.2:" + silent.getLocalPort(), Duration.ofMillis(500)));
      assertServed(next);
      assertThat(rest(silent)).isNotEmpty(); // the rest of what we said, and the end
    }
  }

  /// The attack: a byte from time to time, so that something always happens.
  @Test
  void aCallerThatTricklesHasNoMore() throws Exception {
    try (SshListener listener = listen(Duration.ofMillis(500), CallLimits.standard());
        ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1)) {
      Socket socket = call(listener, "127.0.0.2");
      var _ = timer.scheduleAtFixedRate(() -> trickle(socket), 0, 20, TimeUnit.MILLISECONDS);
      assertThat(failure()).isInstanceOf(Failure.TimedOut.class);
      timer.shutdownNow();
    }
  }

  private static void trickle(Socket socket) {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException e) {
      throw new IllegalStateException("hung up", e); // ends the schedule
    }
  }

  @Test
  void oneAddressCannotTakeAllPlaces() throws Exception {
    try (SshListener listener = listen(LONG, new CallLimits(3, 2))) {
      assertServed(call(listener, "127.0.0.2"));
      Socket second = call(listener, "127.0.0.2");
      assertServed(second);
      assertThat(rest(call(listener, "127.0.0.2"))).isEmpty();
      assertServed(call(listener, "127.0.0.3"));
      Socket waiting = call(listener, "127.0.0.4");
      second.close();
      assertThat(failure()).isInstanceOf(Failure.Closed.class);
      assertServed(waiting);
    }
  }

  @Test
  void endsWhatIsNoSshAndWhatIsTooLong() throws Exception {
    try (SshListener listener = listen(LONG, CallLimits.standard())) {
      for (String said :
          List.of("\0\0\0\1", "x".repeat(9000), "y\n".repeat(40_000), "SSH-1.0-z\n")) {
        Socket socket = call(listener, "127.0.0.2");
        assertServed(socket);
        try {
          socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // it is over before all of it is said
        }
        Failure failure = failure();
        assertThat(failure).isInstanceOf(Failure.ProtocolBroken.class);
        assertThat(failure.address()).isEqualTo("127.0.0.2:" + socket.getLocalPort());
      }
    }
  }

  @Test
  void hangsUpOnWhomNobodyExpects() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    BlockingQueue<Throwable> defects = new LinkedBlockingQueue<>();
    Thread.setDefaultUncaughtExceptionHandler((_, defect) -> defects.add(defect));
    try (SshListener listener = listen(LONG, new CallLimits(1, 1))) {
      assertThat(rest(call(listener, "127.0.0.66"))).isEmpty();
      assertThat(rest(call(listener, "127.0.0.67"))).isEmpty();
      assertThat(defects.take()).hasMessage("a defect on purpose");
      assertThat(rest(call(listener, "127.0.0.68"))).isEmpty();
      assertThat(defects.take()).hasMessage("an error on purpose");
      assertServed(call(listener, "127.0.0.65"));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void letsThePortGoAndKeepsTheConnections() throws Exception {
    SshListener listener = listen(LONG, CallLimits.standard());
    Socket made = call(listener, "127.0.0.2");
    assertServed(made);
    assertThatIllegalStateException()
        .isThrownBy(() -> engine.listen(listener.address(), CallLimits.standard(), new Calls(LONG)))
        .withMessage("cannot listen at " + listener.address() + ": Address already in use");
    listener.close();
    listener.close();
    assertThatThrownBy(() -> call(listener, "127.0.0.2")).isInstanceOf(ConnectException.class);
    engine.listen(listener.address(), CallLimits.standard(), new Calls(LONG)).close();
    assertThat(failures).isEmpty();
    made.close();
    assertThat(failure()).isInstanceOf(Failure.Closed.class);
  }

  @Test
  void endsWithItsEngine() throws Exception {
    SshListener listener = listen(LONG, CallLimits.standard());
    assertServed(call(listener, "127.0.0.2"));
    engine.close();
    assertThat(failure()).isInstanceOf(Failure.Cancelled.class);
    assertThatThrownBy(() -> call(listener, "127.0.0.2")).isInstanceOf(ConnectException.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> listen(LONG, CallLimits.standard()))
        .withMessage("the engine is closed");
  }

  @Test
  void servesSomebody() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CallLimits(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new CallLimits(1, 0));
  }
}
