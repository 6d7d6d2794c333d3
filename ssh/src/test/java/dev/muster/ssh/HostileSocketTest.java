package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.ForwardingListener;
import dev.muster.ssh.forward.SshStream;
import dev.muster.ssh.forward.StreamListener;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Peer;
import dev.muster.ssh.transport.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The engine against hostile servers behind real sockets: each ends its own connection within a
/// second and with a failure that names it, while another connection of the same loop lives on.
class HostileSocketTest {

  private static final Duration MOST = Duration.ofSeconds(1);
  private static final int WAIT_MILLIS = 10_000;

  private final ServerSocket listener;
  private final SshClient engine =
      new SshClient(1, new Resolver(RawLine::lookUp), UnaryOperator.identity(), null);
  private final List<Socket> sockets = new ArrayList<>();

  HostileSocketTest() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(WAIT_MILLIS);
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    listener.close();
  }

  /// One connection with both its ends: the engine's, and the server's, which is told what to say.
  private final class Line implements Peer, Ours, ConnectionListener, SessionListener {
    private final CompletableFuture<SshConnection> ready = new CompletableFuture<>();
    private final CompletableFuture<Failure> ended = new CompletableFuture<>();
    private final Socket socket;
    private @Nullable SshSession session;
    private final RawServer server = new RawServer(this);

    Line(ConnectionOptions all, RekeyLimit rekey) throws Exception {
      ConnectionOptions options =
          new ConnectionOptions(
              all.algorithms(), all.authentication(), all.hostKeys(), all.limits(), rekey);
      String host = listener.getInetAddress().getHostAddress();
      engine.connect(new Destination(host, listener.getLocalPort(), "me", options), this);
      socket = listener.accept();
      sockets.add(socket);
      socket.setSoTimeout(WAIT_MILLIS);
    }

    Line reach(Moment moment) throws Exception {
      moment.reach(server, this, "");
      return this;
    }

    /// Sends bytes as they are, and returns how the engine's end takes it.
    Failure ends(byte[] bytes) throws Exception {
      long began = System.nanoTime();
      send(bytes);
      Failure failure = ended.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(MOST);
      socket.close();
      return failure;
    }

    /// Sends bytes, or finds that the connection is over.
    private void send(byte[] bytes) throws IOException {
      try {
        socket.getOutputStream().write(bytes);
      } catch (SocketException e) {
        // it has ended already: why is what counts
      }
    }

    @Override
    public void receive(byte[] bytes) {
      new SocketPeer(socket).receive(bytes);
    }

    @Override
    public byte[] said() {
      return new SocketPeer(socket).said();
    }

    @Override
    public void exec() throws Exception {
      SshConnection connection = ready.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      session = connection.exec(Exec.of("ls"), this);
    }

    @Override
    public void terminal() throws Exception {
      SshConnection connection = ready.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      session = connection.exec(Exec.shell().on(Pty.of("xterm", 80, 24)), this);
    }

    @Override
    public void sendBreak() {
      var _ = Objects.requireNonNull(session).sendBreak(Duration.ofMillis(500));
    }

    @Override
    public void tunnel() throws Exception {
      SshConnection outer = ready.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      Destination inner = new Destination("there", 22, "me", MemoryClient.options(false));
      engine.connect(
          inner,
          outer,
          new ConnectionListener() {
            @Override
            public void ready(SshConnection connection) {}

            @Override
            public void ended(SshConnection connection, Optional<Failure> why) {}
          });
    }

    @Override
    public void forward(boolean slowly) throws Exception {
      SshConnection connection = ready.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      Endpoint at = Endpoint.port(80);
      ForwardingListener nobody = (_, _) -> {};
      if (slowly) {
        connection.forwardRemote(at, Endpoint.tcp("slow", 1), nobody);
      } else {
        connection.forwardRemote(at, _ -> new Ear(), nobody);
      }
    }

    @Override
    public void closeSession() {
      Objects.requireNonNull(session).close();
    }

    @Override
    public void rekey() {
      Objects.requireNonNull(session).write(new byte[3000]); // more than its keys are good for
    }

    @Override
    public void ready(SshConnection connection) {
      ready.complete(connection);
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      ended.complete(why.orElseThrow());
    }

    @Override
    public void output(SshSession from, Stream stream, byte[] bytes) {
      from.consumed(bytes.length);
    }

    @Override
    public void ended(SshSession of, SessionEnd how) {}
  }

  /// Hears a stream, and does nothing about it.
  private static final class Ear implements StreamListener {
    @Override
    public void received(SshStream stream, byte[] bytes) {
      stream.consumed(bytes.length);
    }

    @Override
    public void ended(SshStream stream, Optional<String> why) {}
  }

  private Line line(Moment moment) throws Exception {
    boolean ours = moment == Moment.REKEYING_OURS;
    return new Line(moment.options(), ours ? RekeyLimit.after(1200) : RekeyLimit.standard());
  }

  private Line line() throws Exception {
    return line(Moment.RUNNING);
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void endsOneConnectionAndLeavesTheOthers(Moment moment) throws Exception {
    Line bystander = line().reach(Moment.RUNNING);
    int cases = 0;
    for (int number : new int[] {5, 21, 31, 52, 60, 81, 91, 94, 99}) {
      if (!moment.takes(number) && !moment.answers(number)) {
        Line line = line(moment).reach(moment);
        check(moment, line.ends(line.server.sealed(Body.of(number))));
        cases++;
      }
    }
    Line lying = line(moment).reach(moment);
    byte[] endless = new byte[64];
    boolean text = moment == Moment.UNIDENTIFIED;
    Arrays.fill(endless, (byte) (text ? 0 : 0xff));
    check(moment, lying.ends(endless)); // no text, no length, no authentic packet in any cipher
    Line cut = line(moment).reach(moment);
    byte[] half =
        text
            ? "SSH-2.0-half and half".getBytes(StandardCharsets.US_ASCII)
            : cut.server.sealed(Body.of(Message.IGNORE));
    cut.send(Arrays.copyOf(half, half.length / 2));
    cut.socket.shutdownOutput();
    Failure closed = cut.ended.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(closed).isInstanceOf(Failure.Closed.class);
    assertThat(closed.phase()).isEqualTo(moment.phase());
    assertThat(cases).isGreaterThan(2);

    assertThat(bystander.ended).isNotDone();
    bystander.server.say(Body.of(Message.GLOBAL_REQUEST)).hearUntil(Message.REQUEST_FAILURE);
    System.out.println("hostile socket, " + moment + ": " + (cases + 2) + " connections");
  }

  private static void check(Moment moment, Failure failure) {
    assertThat(failure).isInstanceOf(Failure.ProtocolBroken.class);
    assertThat(failure.phase()).as(failure.message()).isEqualTo(moment.phase());
    assertThat(failure.message()).contains("127.0.0.1").contains("broke the protocol: ");
  }

  /// Each question has the time of an interval, and the last one too.
  @Test
  void endsOneThatDoesNotAnswerSoManyQuestions() throws Exception {
    Moment running = Moment.RUNNING;
    ConnectionOptions all = running.options();
    for (int questions : new int[] {0, 1, 2}) {
      Limits limits = all.limits().keepingAlive(Duration.ofMillis(100), questions);
      Line line = new Line(all.within(limits), RekeyLimit.standard()).reach(running);
      Failure failure = line.ended.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      Duration waited = Duration.ofMillis(100L * (questions + 1));
      assertThat(failure.phase()).isEqualTo(Phase.RUN);
      assertThat(failure)
          .isInstanceOfSatisfying(
              Failure.TimedOut.class, late -> assertThat(late.limit()).isEqualTo(waited));
      line.socket.close();
    }
  }

  @Test
  void keepsOnlySoManyAnswersForAServerThatDoesNotReadThem() throws Exception {
    Line line = line().reach(Moment.RUNNING);
    byte[] request = Body.of(Message.GLOBAL_REQUEST);
    long sent = 0;
    while (!line.ended.isDone() && sent < 2_000_000) {
      byte[] sealed = line.server.sealed(request);
      line.send(sealed);
      sent++;
    }
    Failure failure = line.ended.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(failure.message()).contains("it does not read the answers it asks for");
    line.socket.close();
  }
}
