package dev.muster.fleet;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Accepts connections on an event loop. Confined to it.
final class Listener implements EventLoop.Handler {

  /// Takes a connection over.
  interface Taker {
    void take(SocketChannel socket) throws IOException;
  }

  private static final int AT_ONCE = 256;

  private final ServerSocketChannel server;
  private final EventLoop loop;
  private final Taker taker;
  private final Duration breath;
  private @Nullable SelectionKey key;
  private final TimerWheel.Timer resume =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          interest(SelectionKey.OP_ACCEPT);
        }
      };

  /// Makes one.
  ///
  /// @param breath how long to wait when the system has no more sockets to give, instead of asking
  ///   again and again
  Listener(ServerSocketChannel server, EventLoop loop, Taker taker, Duration breath) {
    this.server = server;
    this.loop = loop;
    this.taker = taker;
    this.breath = breath;
  }

  void begin() {
    try {
      key = loop.register(server, SelectionKey.OP_ACCEPT, this);
    } catch (ClosedChannelException e) {
      // closed before it began
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      SocketChannel socket = server.accept();
      for (int i = 0; socket != null; i++) {
        take(socket);
        socket = i < AT_ONCE ? server.accept() : null;
      }
    } catch (ClosedChannelException e) {
      // closed meanwhile
    } catch (IOException e) {
      interest(0);
      loop.set(resume, breath);
    }
  }

  @Override
  public void abandon() {
    try {
      server.close();
    } catch (IOException e) {
      // the fleet closes it too, and nobody could act on it
    }
  }

  private void take(SocketChannel socket) {
    try {
      taker.take(socket);
    } catch (IOException e) {
      ServerConnection.close(socket, true); // it is gone already
    }
  }

  private void interest(int operations) {
    if (key != null && key.isValid()) {
      key.interestOps(operations);
    }
  }
}
