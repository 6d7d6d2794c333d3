package dev.muster.ssh.forward;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// On which addresses a port is listened to.
sealed interface TcpServers {

  TcpServers EVERYWHERE = new Everywhere();

  TcpServers LOOPBACK = new Loopback();

  int BACKLOG = 128;

  /// Listens on `port`, or on a free one for 0: the same for all addresses.
  ///
  /// @throws IOException if it is taken on one of them
  List<ServerSocketChannel> bind(int port) throws IOException;

  /// Every address of both families.
  record Everywhere() implements TcpServers {
    @Override
    public List<ServerSocketChannel> bind(int port) throws IOException {
      return List.of(open(null, new InetSocketAddress(port)));
    }
  }

  /// The loopback addresses of both families. A machine may lack the second one; that somebody else
  /// has its port is trouble, since `localhost` is his then for whoever tries that one first.
  record Loopback() implements TcpServers {

    private static final int TRIES = 16;
    private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("::1");

    @Override
    public List<ServerSocketChannel> bind(int port) throws IOException {
      for (int i = 1; i < TRIES && port == 0; i++) {
        try {
          return both(0);
        } catch (BindException e) {
          // the free port of one family is taken in the other: another one
        }
      }
      return both(port);
    }

    private static List<ServerSocketChannel> both(int port) throws IOException {
      ServerSocketChannel four =
          open(StandardProtocolFamily.INET, new InetSocketAddress(FOUR, port));
      ServerSocketChannel six = null;
      try {
        if (hasSix()) {
          int same = port(List.of(four));
          six = open(StandardProtocolFamily.INET6, new InetSocketAddress(SIX, same));
        }
      } catch (IOException e) {
        Sockets.close(four);
        throw e;
      }
      return six == null ? List.of(four) : List.of(four, six);
    }

    private static boolean hasSix() {
      try {
        Sockets.close(open(StandardProtocolFamily.INET6, new InetSocketAddress(SIX, 0)));
        return true;
      } catch (IOException | UnsupportedOperationException e) {
        return false;
      }
    }
  }

  /// The first of these addresses that is one of this machine's.
  record At(List<InetAddress> addresses) implements TcpServers {
    @Override
    public List<ServerSocketChannel> bind(int port) throws IOException {
      List<String> troubles = new ArrayList<>();
      for (InetAddress address : addresses) {
        try {
          ProtocolFamily family =
              address instanceof Inet4Address
                  ? StandardProtocolFamily.INET
                  : StandardProtocolFamily.INET6;
          return List.of(open(family, new InetSocketAddress(address, port)));
        } catch (IOException | UnsupportedOperationException e) {
          troubles.add(e instanceof IOException io ? Sockets.cause(io) : e.toString());
        }
      }
      throw new IOException(String.join("; ", troubles));
    }
  }

  /// Returns the port that they listen on.
  static int port(List<ServerSocketChannel> servers) throws IOException {
    return ((InetSocketAddress) servers.getFirst().getLocalAddress()).getPort();
  }

  private static ServerSocketChannel open(
      @Nullable ProtocolFamily family, InetSocketAddress address) throws IOException {
    ServerSocketChannel server =
        family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
    try {
      server.bind(address, BACKLOG);
      return server;
    } catch (IOException | RuntimeException e) {
      Sockets.close(server);
      throw e;
    }
  }
}
