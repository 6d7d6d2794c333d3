package dev.muster.ssh;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Unix-domain socket whose listener takes nobody, and whose queue is full.
final class FullSocket implements AutoCloseable {

  private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
  private final List<SocketChannel> queued = new ArrayList<>();

  FullSocket(Path path) throws IOException {
    server.bind(UnixDomainSocketAddress.of(path), 1);
    while (queue(path)) {
      // until there is no more room
    }
  }

  private boolean queue(Path path) throws IOException {
    SocketChannel each = SocketChannel.open(StandardProtocolFamily.UNIX);
    queued.add(each);
    each.configureBlocking(false);
    try {
      return each.connect(UnixDomainSocketAddress.of(path));
    } catch (SocketException e) {
      return false;
    }
  }

  /// Takes the next who waits.
  SocketChannel accept() throws IOException {
    return server.accept();
  }

  /// Returns how many wait.
  int size() {
    return queued.size() - 1;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel each : queued) {
      each.close();
    }
    server.close();
  }
}
