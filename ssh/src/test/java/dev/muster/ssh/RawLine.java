package dev.muster.ssh;

import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.transport.Peer;
import dev.muster.ssh.transport.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A connection of an engine of its own, by a real socket, to a server that is told what to say.
final class RawLine implements Peer, ConnectionListener, AutoCloseable {

  static final int WAIT_MILLIS = 10_000;

  private final SshClient engine =
      new SshClient(1, new Resolver(RawLine::lookUp), UnaryOperator.identity(), null);
  private final CompletableFuture<SshConnection> early = new CompletableFuture<>();
  private final CompletableFuture<SshConnection> ready = new CompletableFuture<>();
  private final CompletableFuture<Optional<Failure>> ended = new CompletableFuture<>();
  private final Socket socket;
  private final RawServer server;

  private RawLine(Duration openLimit, Duration connectLimit) throws Exception {
    ConnectionOptions all = MemoryClient.options(false);
    Limits usual = Limits.standard();
    Limits limits =
        new Limits(
            usual.resolve(),
            connectLimit,
            usual.handshake(),
            usual.authenticate(),
            openLimit,
            usual.keepAlive());
    ConnectionOptions options =
        new ConnectionOptions(
            all.algorithms(), all.authentication(), all.hostKeys(), limits, all.rekey());
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      listener.setSoTimeout(WAIT_MILLIS);
      engine.connect(new Destination("127.0.0.1", listener.getLocalPort(), "me", options), this);
      socket = listener.accept();
    }
    socket.setSoTimeout(WAIT_MILLIS);
    server = new RawServer(this);
  }

  /// Knows no name, and takes for ever over one of them.
  static List<InetAddress> lookUp(String name) throws UnknownHostException {
    if (name.equals("slow")) {
      try {
        new CompletableFuture<>().get();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (name.equals("many")) {
      return IntStream.range(0, 40).mapToObj(i -> InetAddress.ofLiteral("127.77.0." + i)).toList();
    }
    throw new UnknownHostException(name);
  }

  /// Returns one whose user is authenticated.
  static RawLine idle() throws Exception {
    return idle(Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  /// Returns one whose user is authenticated.
  ///
  /// @param openLimit how long the server may take to answer
  /// @param connectLimit how long connecting to something here may take
  static RawLine idle(Duration openLimit, Duration connectLimit) throws Exception {
    RawLine line = new RawLine(openLimit, connectLimit);
    line.reach(Moment.IDLE);
    line.connection();
    return line;
  }

  /// Returns one whose user is not authenticated yet.
  static RawLine authenticating() throws Exception {
    RawLine line = new RawLine(Duration.ofSeconds(30), Duration.ofSeconds(10));
    line.reach(Moment.AUTHENTICATING);
    return line;
  }

  private void reach(Moment moment) throws Exception {
    moment.reach(server, new MemoryClient(false), ""); // does nothing on our side at this moment
  }

  SshClient engine() {
    return engine;
  }

  RawServer server() {
    return server;
  }

  SshConnection connection() throws Exception {
    return ready.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Waits for the end, and returns why; empty if it was closed.
  Optional<Failure> end() throws Exception {
    return ended.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  boolean isOver() {
    return ended.isDone();
  }

  /// Breaks the connection.
  void cut() throws IOException {
    socket.close();
  }

  @Override
  public void secured(SshConnection connection) {
    early.complete(connection);
  }

  /// Returns the connection before the user is authenticated.
  SshConnection early() throws Exception {
    return early.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void ready(SshConnection connection) {
    ready.complete(connection);
  }

  @Override
  public void ended(SshConnection connection, Optional<Failure> why) {
    ended.complete(why);
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
  public void close() throws IOException {
    engine.close();
    socket.close();
  }
}
