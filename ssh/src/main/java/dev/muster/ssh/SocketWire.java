package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The socket of a connection. Confined to the loop.
final class SocketWire implements Wire {

  private final SocketChannel socket;
  private final Link link;
  private final Outlet out;
  private final @Nullable SocketOption<Boolean> quickAck;
  private final SelectionKey key;

  /// Takes over a socket that is connected.
  ///
  /// @param link what to read from and write to
  /// @param handler hears when there is something to read, or room to write
  SocketWire(SocketChannel socket, Link link, EventLoop loop, EventLoop.Handler handler)
      throws IOException {
    this.socket = socket;
    this.link = link;
    this.out = new Outlet(link, loop.scratch());
    this.quickAck = quickAck(socket);
    try {
      this.key = loop.register(socket, SelectionKey.OP_READ, handler);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Outlet out() {
    return out;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return link.read(into);
  }

  @Override
  public boolean isWritable() {
    return key.isValid() && key.isWritable();
  }

  @Override
  public boolean isReadable() {
    return key.isValid() && key.isReadable();
  }

  @Override
  public void await(boolean paused) {
    if (key.isValid()) {
      int wanted =
          (paused ? 0 : SelectionKey.OP_READ) | (out.isBlocked() ? SelectionKey.OP_WRITE : 0);
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    }
  }

  @Override
  public Optional<InetAddress> peer() {
    return Optional.of(socket.socket().getInetAddress());
  }

  @Override
  public Optional<InetAddress> self() {
    return Optional.ofNullable(socket.socket().getLocalAddress());
  }

  @Override
  public void serve(int serviceClass) {
    if (serviceClass >= 0) {
      try {
        socket.setOption(StandardSocketOptions.IP_TOS, serviceClass);
      } catch (IOException e) {
        // the connection is gone, or goes on as before
      }
    }
  }

  @Override
  public void acknowledge() {
    if (quickAck != null) {
      try {
        socket.setOption(quickAck, true); // which holds for this moment only
      } catch (IOException e) {
        // the connection is gone, or goes on as before
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }

  /// Returns `TCP_QUICKACK`; null where the system has none, or the program lacks the JDK's module
  /// for it.
  @SuppressWarnings("unchecked") // that is its type
  private static @Nullable SocketOption<Boolean> quickAck(SocketChannel socket) {
    for (SocketOption<?> each : socket.supportedOptions()) {
      if (each.name().equals("TCP_QUICKACK") && each.type().equals(Boolean.class)) {
        return (SocketOption<Boolean>) each;
      }
    }
    return null;
  }

  static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing depends on how a socket is closed, and nobody could act on it
    }
  }
}
