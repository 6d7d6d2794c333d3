package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// The socket of one connection, with what goes in and out of it and what the loop is to tell of
/// it.
///
/// Confined to the loop.
final class Wire {

  private final SocketChannel socket;
  private final Link link;
  private final Outlet out;
  private final SelectionKey key;

  /// Takes over a socket that is connected.
  ///
  /// @param link what to read from and write to
  /// @param handler hears when there is something to read, or room to write
  Wire(SocketChannel socket, Link link, EventLoop loop, EventLoop.Handler handler)
      throws IOException {
    this.socket = socket;
    this.link = link;
    this.out = new Outlet(link, loop.scratch());
    try {
      this.key = loop.register(socket, SelectionKey.OP_READ, handler);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  Outlet out() {
    return out;
  }

  /// Reads what is there, as [Link#read].
  int read(ByteBuffer into) throws IOException {
    return link.read(into);
  }

  /// Returns whether the loop found room to write.
  boolean isWritable() {
    return key.isValid() && key.isWritable();
  }

  /// Returns whether the loop found something to read.
  boolean isReadable() {
    return key.isValid() && key.isReadable();
  }

  /// Says what to wait for: room to write while something waits for it, input unless `paused`.
  void await(boolean paused) {
    if (key.isValid()) {
      int wanted =
          (paused ? 0 : SelectionKey.OP_READ) | (out.isBlocked() ? SelectionKey.OP_WRITE : 0);
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    }
  }

  /// Returns the address at the other end.
  InetAddress peer() {
    return socket.socket().getInetAddress();
  }

  void close() {
    closeQuietly(socket);
  }

  static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing depends on how a socket is closed, and nobody could act on it
    }
  }
}
