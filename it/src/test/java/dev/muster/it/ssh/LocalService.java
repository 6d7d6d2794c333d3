package dev.muster.it.ssh;

import dev.muster.ssh.forward.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Something to connect to on this machine: a port or a Unix-domain socket, each connection served
/// by a thread of its own.
final class LocalService implements AutoCloseable {

  /// What becomes of one connection, which is closed after it.
  interface Script {
    void serve(SocketChannel connection) throws IOException;
  }

  private final ServerSocketChannel server;
  private final Endpoint at;
  private final Script script;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private LocalService(ServerSocketChannel server, Endpoint at, Script script) {
    this.server = server;
    this.at = at;
    this.script = script;
    Thread.ofPlatform().daemon().name("service " + at).start(this::accept);
  }

  static LocalService onPort(Script script) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      return new LocalService(server, Endpoint.tcp("127.0.0.1", port), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LocalService onPath(Path path, Script script) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      return new LocalService(server, Endpoint.unix(path.toString()), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives everything back, and ends when the other side has ended.
  static void echo(SocketChannel connection) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (connection.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        connection.write(buffer);
      }
    }
  }

  Endpoint at() {
    return at;
  }

  int port() {
    return at instanceof Endpoint.Tcp(_, int port) ? port : 0;
  }

  /// Returns how many connections there were.
  int accepted() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        accepted.incrementAndGet();
        connections.add(connection);
        Thread.ofPlatform().daemon().name("served at " + at).start(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      script.serve(connection);
    } catch (IOException e) {
      // the other side went away, or the service was closed
    } finally {
      connections.remove(connection);
    }
  }

  /// Connects to an endpoint of this machine.
  static SocketChannel connect(Endpoint to) throws IOException {
    return switch (to) {
      case Endpoint.Tcp(String host, int port) -> {
        String address = host.equals("localhost") || host.isEmpty() ? "127.0.0.1" : host;
        SocketAddress at = new InetSocketAddress(InetAddress.getByName(address), port);
        yield SocketChannel.open(at);
      }
      case Endpoint.Unix(String path) -> SocketChannel.open(UnixDomainSocketAddress.of(path));
    };
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
