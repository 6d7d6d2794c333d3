package dev.muster.ssh;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;

/// How TCP connections are made. Immutable; the withers give changed copies.
///
/// @param family which addresses of a name are tried
/// @param from our own addresses to connect from, the first of the family that is wanted; none: as
///   the system chooses
/// @param attempts how often all addresses are tried, a second apart, within the limit for
///   connecting; at least 1
/// @param keepAlive whether the system asks a silent peer for a sign of life (`SO_KEEPALIVE`),
///   which takes hours; [Limits#keepAlive] does so by SSH
/// @param service the class of service of packets
public record TcpOptions(
    Family family, List<InetAddress> from, int attempts, boolean keepAlive, Service service) {

  /// Which addresses of a name are tried.
  public enum Family {
    /// All.
    ANY("any"),
    /// IPv4 only.
    IPV4("IPv4"),
    /// IPv6 only.
    IPV6("IPv6");

    private final String words;

    Family(String words) {
      this.words = words;
    }

    /// Returns its name as it stands in messages.
    @Override
    public String toString() {
      return words;
    }

    /// Returns whether `address` is of it.
    boolean has(InetAddress address) {
      return this == ANY || (this == IPV4) == address instanceof Inet4Address;
    }
  }

  /// The class of service of packets: the value of the IPv4 TOS or IPv6 traffic class octet, a
  /// differentiated services code point in its upper six bits; -1: as the system has it.
  ///
  /// @param interactive once a session with a terminal was opened
  /// @param bulk before, and for connections without one
  public record Service(int interactive, int bulk) {

    /// Says nothing of it.
    public static final Service AS_IT_IS = new Service(-1, -1);

    public Service {
      check(interactive);
      check(bulk);
    }

    private static void check(int value) {
      if (value < -1 || value > 255) {
        throw new IllegalArgumentException("a class of service is 0 to 255, was " + value);
      }
    }
  }

  private static final TcpOptions STANDARD =
      new TcpOptions(Family.ANY, List.of(), 1, false, Service.AS_IT_IS);

  public TcpOptions {
    from = List.copyOf(from);
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
  }

  /// Returns all addresses, once, from wherever the system chooses.
  public static TcpOptions standard() {
    return STANDARD;
  }

  /// Returns these for addresses of one family.
  public TcpOptions withFamily(Family only) {
    return new TcpOptions(only, from, attempts, keepAlive, service);
  }

  /// Returns these from addresses of ours.
  public TcpOptions connectingFrom(List<InetAddress> ours) {
    return new TcpOptions(family, ours, attempts, keepAlive, service);
  }

  /// Returns these with other attempts.
  public TcpOptions withAttempts(int count) {
    return new TcpOptions(family, from, count, keepAlive, service);
  }

  /// Returns these with the system asking for signs of life, or not.
  public TcpOptions withKeepAlive(boolean asked) {
    return new TcpOptions(family, from, attempts, asked, service);
  }

  /// Returns these with another class of service.
  public TcpOptions withService(Service other) {
    return new TcpOptions(family, from, attempts, keepAlive, other);
  }

  /// Sets what holds for a socket from its beginning.
  void set(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (keepAlive) {
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    if (service.bulk() >= 0) {
      socket.setOption(StandardSocketOptions.IP_TOS, service.bulk());
    }
  }
}
