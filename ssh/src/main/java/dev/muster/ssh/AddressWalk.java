package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the TCP connection of a forwarding to where it leads: tries the addresses in order, each
/// for its share of the time.
///
/// Confined to the loop; the socket belongs to it until [#finish] gives it away.
final class AddressWalk {

  /// Begins to connect a socket that does not block.
  interface Connect {

    /// Returns whether it is connected at once, which a system may do with an address of its own.
    boolean to(SocketChannel socket, InetSocketAddress address) throws IOException;
  }

  private final EventLoop loop;
  private final EventLoop.Handler handler;
  private final Connect connect;
  private final int port;
  private final List<InetAddress> addresses;
  private final StringBuilder troubles = new StringBuilder();
  private int next;
  private @Nullable SocketChannel socket;

  /// Makes one.
  ///
  /// @param addresses at least one
  AddressWalk(
      EventLoop loop,
      EventLoop.Handler handler,
      Connect connect,
      int port,
      List<InetAddress> addresses) {
    this.loop = loop;
    this.handler = handler;
    this.connect = connect;
    this.port = port;
    this.addresses = addresses;
  }

  /// Returns the part of `limit` that belongs to one address.
  Duration share(Duration limit) {
    return Durations.part(limit, addresses.size());
  }

  /// Returns whether an address is left to try.
  boolean hasNext() {
    return next < addresses.size();
  }

  /// Returns the address that is tried or was tried last, with the port.
  String address() {
    InetAddress address = addresses.get(Math.max(0, next - 1));
    return text(address) + ":" + port;
  }

  /// Returns what went wrong so far, a few words for each address.
  String troubles() {
    return troubles.toString();
  }

  /// Begins to connect to the next address that can be tried at all.
  ///
  /// @return whether one is being tried; the handler hears when it is connected, unless it
  ///   [#isConnected] already: no selector tells of that
  boolean tryNext() {
    while (hasNext()) {
      InetAddress address = addresses.get(next++);
      try {
        begin(address);
        return true;
      } catch (IOException | RuntimeException e) {
        trouble(e);
      }
    }
    return false;
  }

  /// Returns whether the connection was made at once.
  boolean isConnected() {
    return socket != null && socket.isConnected();
  }

  /// Asks whether the connection has been made.
  ///
  /// @return the socket, which belongs to the caller now, or empty if this address failed
  Optional<SocketChannel> finish() {
    SocketChannel made = socket;
    if (made == null) {
      return Optional.empty();
    }
    try {
      if (made.finishConnect()) {
        socket = null;
        return Optional.of(made);
      }
      giveUp("not connected");
    } catch (IOException e) {
      trouble(e);
    }
    return Optional.empty();
  }

  /// Gives the present address up, because of `why`.
  void giveUp(String why) {
    note(why);
    close();
  }

  /// Closes the socket if it still belongs here.
  void close() {
    SocketChannel open = socket;
    socket = null;
    if (open != null) {
      SocketWire.closeQuietly(open);
    }
  }

  private void begin(InetAddress address) throws IOException {
    SocketChannel made =
        SocketChannel.open(
            address instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    socket = made;
    made.configureBlocking(false);
    made.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (!connect.to(made, new InetSocketAddress(address, port))) {
      loop.register(made, SelectionKey.OP_CONNECT, handler);
    }
  }

  private void trouble(Exception e) {
    String message = e.getMessage();
    note(message == null ? e.getClass().getSimpleName() : message);
    close();
  }

  private void note(String trouble) {
    if (addresses.size() == 1) {
      troubles.append(trouble);
    } else {
      troubles
          .append(troubles.isEmpty() ? "" : "; ")
          .append(address())
          .append(": ")
          .append(trouble);
    }
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }
}
