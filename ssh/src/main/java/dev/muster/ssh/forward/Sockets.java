package dev.muster.ssh.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;

/// What sockets are asked for here.
final class Sockets {

  private Sockets() {}

  static boolean isTcp(SocketChannel socket) throws IOException {
    return socket.getLocalAddress() instanceof InetSocketAddress;
  }

  /// Has the socket tell the other end, when it is closed, that the connection broke.
  static void reset(SocketChannel socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // it is broken already
    }
  }

  static void close(Channel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing depends on how a socket is closed, and nobody could act on it
    }
  }

  /// Returns what to say of an operation that failed.
  static String cause(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
