package dev.muster.ssh;

/// Where a connection leads, by which route and on which terms.
///
/// @param host a name or an address, IPv4 or IPv6 without brackets
/// @param port 1 to 65535
/// @param user the name to log in with
/// @param options everything else; usually shared by many destinations
/// @param route how its bytes get there
public record Destination(
    String host, int port, String user, ConnectionOptions options, Route route) {

  public Destination {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host is empty");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
    }
    if (user.isEmpty()) {
      throw new IllegalArgumentException("user is empty");
    }
  }

  /// Makes one that is connected to directly.
  public Destination(String host, int port, String user, ConnectionOptions options) {
    this(host, port, user, options, Route.direct());
  }

  /// Returns this one by another route.
  public Destination by(Route other) {
    return new Destination(host, port, user, options, other);
  }

  /// Returns `host:port`, or `[host]:port` for an IPv6 address.
  public String address() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
