package dev.muster.ssh.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Accepts connections on an event loop. Confined to it.
public final class Acceptor implements EventLoop.Handler {

  /// Takes a connection over.
  public interface Taker {

    /// Takes it, or says that it is gone already; it is closed then.
    void take(SocketChannel socket) throws IOException;
  }

  /// How long to wait when the system has no more sockets to give, instead of asking again and
  /// again.
  private static final Duration BREATH = Duration.ofMillis(50);

  private static final int AT_ONCE = 256;

  private final ServerSocketChannel server;
  private final EventLoop loop;
  private final Taker taker;
  private @Nullable SelectionKey key;
  private boolean paused;
  private final TimerWheel.Timer resume =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          setInterest();
        }
      };

  /// Makes one.
  ///
  /// @param server listens, and does not block
  public Acceptor(ServerSocketChannel server, EventLoop loop, Taker taker) {
    this.server = server;
    this.loop = loop;
    this.taker = taker;
  }

  /// Begins to accept.
  public void begin() {
    try {
      key = loop.register(server, SelectionKey.OP_ACCEPT, this);
    } catch (ClosedChannelException e) {
      // closed before it began
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Leaves connections waiting where the system keeps them, or goes on with them.
  public void pause(boolean wanted) {
    paused = wanted;
    setInterest();
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      for (int i = 0; i < AT_ONCE && !paused; i++) {
        SocketChannel socket = server.accept();
        if (socket == null) {
          return;
        }
        take(socket);
      }
    } catch (ClosedChannelException e) {
      // closed meanwhile
    } catch (IOException e) {
      if (key != null && key.isValid()) {
        key.interestOps(0);
      }
      loop.set(resume, BREATH);
    }
  }

  @Override
  public void abandon() {
    try {
      server.close();
    } catch (IOException e) {
      // its owner closes it too, and nobody could act on it
    }
  }

  private void take(SocketChannel socket) throws IOException {
    try {
      taker.take(socket);
    } catch (IOException e) {
      socket.close();
    }
  }

  private void setInterest() {
    if (key != null && key.isValid()) {
      key.interestOps(paused ? 0 : SelectionKey.OP_ACCEPT);
    }
  }
}
