package dev.muster.ssh;

import dev.muster.ssh.auth.Passwords;

/// A proxy that connects us to a host and carries what is said, which it cannot read.
///
/// The proxy looks the host's name up; its own is looked up here. What it is told of us, user and
/// password too, passes in the clear, as these protocols have it.
///
/// @param kind what it speaks
/// @param host its name or address, IPv6 without brackets
/// @param port where it listens, 1 to 65535
/// @param user whom to log in as; empty to log in nowhere
/// @param passwords asked for the user's password, for each connection that wants it, as the
///   account of that user at the proxy
public record Proxy(Kind kind, String host, int port, String user, Passwords passwords) {

  /// What a proxy speaks.
  public enum Kind {
    /// SOCKS 5 (RFC 1928), with user and password (RFC 1929).
    SOCKS5("socks5"),
    /// HTTP `CONNECT` (RFC 9110 section 9.3.6), with Basic authentication (RFC 7617).
    HTTP("http");

    private final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    /// Returns its name as in an address, `socks5` or `http`.
    @Override
    public String toString() {
      return scheme;
    }
  }

  public Proxy {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the proxy's host is empty");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("the proxy's port must be 1 to 65535, was " + port);
    }
    if (kind == Kind.HTTP && user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "the user \""
              + user
              + "\" of an HTTP proxy has a colon, after which its password begins");
    }
  }

  /// Returns one that lets everybody in.
  public static Proxy of(Kind kind, String host, int port) {
    return new Proxy(kind, host, port, "", Passwords.none());
  }

  /// Returns `socks5://host:port` or `http://host:port`, without the user.
  @Override
  public String toString() {
    return kind + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
