package dev.muster.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// A port that answers no more connections, as behind a firewall that drops packets: its queue is
/// full.
final class SilentPort implements AutoCloseable {

  private static final int ENOUGH = 16;

  private final ServerSocket server = new ServerSocket();
  private final List<SocketChannel> queued = new ArrayList<>();

  /// Takes a port of an address; 0: any.
  SilentPort(String address, int port) throws IOException {
    server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1);
    for (int i = 0; i < ENOUGH; i++) {
      SocketChannel each = SocketChannel.open();
      queued.add(each);
      each.configureBlocking(false);
      each.connect(server.getLocalSocketAddress());
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel each : queued) {
      each.close();
    }
    server.close();
  }
}
