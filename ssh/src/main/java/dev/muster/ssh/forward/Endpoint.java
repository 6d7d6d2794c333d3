package dev.muster.ssh.forward;

import java.nio.charset.StandardCharsets;

/// One end of a forwarding: a TCP port, or a Unix-domain socket.
///
/// Where connections are taken, the host says on which addresses, as with OpenSSH: `localhost` on
/// the loopback addresses, `*` or nothing on all of them, else on that one; port 0 takes a free
/// one. Where connections lead, the host is a name or an address.
public sealed interface Endpoint {

  /// A TCP port of a host.
  record Tcp(String host, int port) implements Endpoint {

    private static final int MOST_HOST = 1025;

    public Tcp {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
      }
      if (host.length() > MOST_HOST || host.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "a host has at most " + MOST_HOST + " characters and none of them is NUL");
      }
    }

    /// Returns whether this means every address of the machine.
    boolean isEverywhere() {
      return host.isEmpty() || host.equals("*");
    }

    @Override
    public String toString() {
      String name = host.isEmpty() ? "*" : host;
      return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
    }
  }

  /// A Unix-domain socket.
  record Unix(String path) implements Endpoint {

    /// What the kernel has room for.
    private static final int MOST_PATH = 107;

    public Unix {
      int length = path.getBytes(StandardCharsets.UTF_8).length;
      if (length < 1 || length > MOST_PATH || path.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "the path of a socket has 1 to "
                + MOST_PATH
                + " bytes, got "
                + length
                + (path.indexOf('\0') < 0 ? "" : " with a NUL among them"));
      }
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /// Returns a port of `host`.
  static Endpoint tcp(String host, int port) {
    return new Tcp(host, port);
  }

  /// Returns a port of the loopback addresses.
  static Endpoint port(int port) {
    return new Tcp("localhost", port);
  }

  /// Returns a Unix-domain socket.
  static Endpoint unix(String path) {
    return new Unix(path);
  }
}
