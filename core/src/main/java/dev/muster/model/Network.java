package dev.muster.model;

import dev.muster.model.SshSettings.Waits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How hosts are connected to. Immutable; the withers give changed copies.
///
/// @param waits how long to wait for a host
/// @param tcp how TCP connections are made
/// @param proxy what connects us to hosts that are reached directly, and to the first host on the
///   way to others; nothing: we do
public record Network(Waits waits, Tcp tcp, Optional<Proxy> proxy) {

  /// How TCP connections are made.
  ///
  /// @param family which addresses of a name are tried (`AddressFamily`)
  /// @param from our own addresses to connect from, the first of the family that is wanted
  ///   (`BindAddress`); none: as the system chooses
  /// @param attempts how often all addresses are tried, a second apart, within the time to connect
  ///   (`ConnectionAttempts`)
  /// @param keepAlive whether the system asks silent hosts for a sign of life (`TCPKeepAlive`)
  /// @param service the class of service of packets (`IPQoS`)
  public record Tcp(
      Family family, List<InetAddress> from, int attempts, boolean keepAlive, Service service) {
    public Tcp {
      from = List.copyOf(from);
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
      }
    }

    /// Returns all addresses, once, from wherever the system chooses.
    public static Tcp standard() {
      return new Tcp(Family.ANY, List.of(), 1, false, new Service(-1, -1));
    }
  }

  /// Which addresses of a name are tried.
  public enum Family {
    /// All.
    ANY,
    /// IPv4 only.
    IPV4,
    /// IPv6 only.
    IPV6
  }

  /// The class of service of packets, 0 to 255; -1: as the system has it.
  ///
  /// @param interactive once there is a command with a terminal
  /// @param bulk before
  public record Service(int interactive, int bulk) {}

  /// Returns 10 s to connect, 30 s to log in, a sign of life each 60 s, no proxy.
  public static Network standard() {
    return new Network(
        new Waits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60)),
        Tcp.standard(),
        Optional.empty());
  }

  /// Returns this with other times to wait.
  public Network withWaits(Waits other) {
    return new Network(other, tcp, proxy);
  }

  /// Returns this with TCP connections made otherwise.
  public Network withTcp(Tcp other) {
    return new Network(waits, other, proxy);
  }

  /// Returns this through a proxy.
  public Network through(Proxy first) {
    return new Network(waits, tcp, Optional.of(first));
  }
}
