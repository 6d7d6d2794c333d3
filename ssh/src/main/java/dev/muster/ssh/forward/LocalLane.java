package dev.muster.ssh.forward;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A forwarding from here to the far side: takes connections here, and has the server make one for
/// each of them. Confined to the loop.
final class LocalLane extends Lane implements EventLoop.Handler {

  /// How many connections are taken before others have their turn.
  private static final int AT_ONCE = 16;

  /// How long nothing is taken after the system had no room for a connection: it would have none at
  /// once again.
  private static final Duration PAUSE = Duration.ofMillis(250);

  /// What becomes of a connection that was taken here.
  interface Taker {
    void take(LocalLane lane, SocketChannel socket) throws IOException;
  }

  private final Endpoint asked;
  private final Taker taker;
  private List<ServerSocketChannel> servers = List.of();
  private final List<SelectionKey> keys = new ArrayList<>(2);
  private @Nullable Runnable unlink;
  private final TimerWheel.Timer pause =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          listen(SelectionKey.OP_ACCEPT);
        }
      };

  LocalLane(Forwards all, Endpoint asked, Taker taker, ForwardingListener listener) {
    super(all, asked, listener);
    this.asked = asked;
    this.taker = taker;
  }

  @Override
  void begin() {
    switch (asked) {
      case Endpoint.Unix(String path) -> UnixServer.bind(path, carrier(), this::bound);
      case Endpoint.Tcp tcp when tcp.isEverywhere() -> bind(tcp, TcpServers.EVERYWHERE);
      case Endpoint.Tcp tcp when tcp.host().equals("localhost") -> bind(tcp, TcpServers.LOOPBACK);
      case Endpoint.Tcp tcp -> {
        var _ = carrier().resolve(tcp.host(), (found, why) -> resolved(tcp, found, why));
      }
    }
  }

  private void resolved(Endpoint.Tcp tcp, List<InetAddress> addresses, String trouble) {
    if (isOver()) {
      return;
    }
    if (addresses.isEmpty()) {
      end(new ForwardingEnd.NotBound(asked, trouble));
    } else {
      bind(tcp, new TcpServers.At(addresses));
    }
  }

  private void bind(Endpoint.Tcp tcp, TcpServers where) {
    try {
      List<ServerSocketChannel> made = where.bind(tcp.port());
      servers = made;
      register();
      opened(new Endpoint.Tcp(tcp.host(), TcpServers.port(made)));
    } catch (IOException e) {
      end(new ForwardingEnd.NotBound(asked, Sockets.cause(e)));
    }
  }

  /// A thread of its own has bound a path, or has not.
  private void bound(UnixServer.@Nullable Bound made, String trouble) {
    if (made == null) {
      carrier().step(() -> end(new ForwardingEnd.NotBound(asked, trouble)));
    } else if (isOver()) {
      Sockets.close(made.server());
      carrier().aside("remove " + asked, made.unlink());
    } else {
      carrier().step(() -> bound(made));
    }
  }

  private void bound(UnixServer.Bound made) {
    servers = List.of(made.server());
    unlink = made.unlink();
    try {
      register();
      opened(asked);
    } catch (IOException e) {
      end(new ForwardingEnd.NotBound(asked, Sockets.cause(e)));
    }
  }

  private void register() throws IOException {
    for (ServerSocketChannel server : servers) {
      server.configureBlocking(false);
      keys.add(carrier().loop().register(server, SelectionKey.OP_ACCEPT, this));
    }
  }

  @Override
  public void ready(SelectionKey key) {
    carrier()
        .step(() -> {
          ServerSocketChannel server = (ServerSocketChannel) key.channel();
          for (int i = 0; i < AT_ONCE && !isOver(); i++) {
            if (!take(server)) {
              return;
            }
          }
        });
  }

  /// Takes one connection, and returns whether there was one.
  private boolean take(ServerSocketChannel server) {
    SocketChannel socket;
    try {
      socket = server.accept();
    } catch (IOException e) {
      refused("cannot take a connection: " + Sockets.cause(e));
      listen(0);
      carrier().loop().set(pause, PAUSE);
      return false;
    }
    if (socket == null) {
      return false;
    }
    if (!admits()) {
      Sockets.close(socket);
      return true;
    }
    try {
      socket.configureBlocking(false);
      taker.take(this, socket);
    } catch (IOException e) {
      Sockets.close(socket); // its client is gone already
      all().leave();
    }
    return true;
  }

  private void listen(int operations) {
    for (SelectionKey key : keys) {
      if (key.isValid()) {
        key.interestOps(operations);
      }
    }
  }

  @Override
  public void abandon() {
    servers.forEach(Sockets::close);
  }

  /// A port is free when the loop has waited the next time: only then the system is told. A path is
  /// free when it was removed.
  @Override
  void release(boolean alive, Runnable then) {
    carrier().loop().cancel(pause);
    servers.forEach(Sockets::close);
    servers = List.of();
    Runnable removing = unlink;
    unlink = null;
    if (removing != null) {
      carrier()
          .aside(
              "remove " + asked,
              () -> {
                removing.run();
                carrier().loop().execute(then);
              });
    } else {
      EventLoop loop = carrier().loop();
      loop.execute(() -> loop.execute(then));
    }
  }
}
