package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import org.jspecify.annotations.Nullable;

/// Where a [StreamChannel] leads.
public sealed interface Route {

  /// The longest name of a host, and more than a path of a socket may have.
  int MOST_TEXT = 1025;

  /// To a host and port that the server connects to.
  record ToTcp(String host, int port) implements Route {
    @Override
    public String type() {
      return "direct-tcpip";
    }

    /// The originator is nobody's business but ours; OpenSSH's client says as little of it when it
    /// leads its own standard input somewhere.
    @Override
    public void describe(SshWriter open) {
      open.putString(host).putInt(port).putString("127.0.0.1").putInt(65_535);
    }
  }

  /// To a Unix-domain socket that the server connects to (OpenSSH's `PROTOCOL`, section 2.4).
  record ToUnix(String path) implements Route {
    @Override
    public String type() {
      return "direct-streamlocal@openssh.com";
    }

    @Override
    public void describe(SshWriter open) {
      open.putString(path).putString("").putInt(0);
    }
  }

  /// From a port where the server took a connection for us (RFC 4254 section 7.2).
  ///
  /// @param host where it listens, as the server puts it
  /// @param origin who connected there, as the server says
  record FromTcp(String host, int port, String origin, int originPort) implements Route {
    @Override
    public String type() {
      return "forwarded-tcpip";
    }
  }

  /// From a Unix-domain socket where the server took a connection for us.
  record FromUnix(String path) implements Route {
    @Override
    public String type() {
      return "forwarded-streamlocal@openssh.com";
    }
  }

  /// From a program over there that wants our ssh-agent.
  record FromAgent() implements Route {
    @Override
    public String type() {
      return "auth-agent@openssh.com";
    }
  }

  /// Returns the kind of channel in the protocol's words.
  String type();

  /// Adds what the kind has in its request to be opened.
  default void describe(SshWriter open) {
    throw new IllegalStateException("a server asks for " + type() + ", not we");
  }

  /// Reads what a server has in its request for a channel.
  ///
  /// @return null if there is no such kind
  static @Nullable Route read(String type, SshReader body) throws ProtocolException {
    return switch (type) {
      case "forwarded-tcpip" -> new FromTcp(text(body), port(body), text(body), body.readInt());
      case "forwarded-streamlocal@openssh.com" -> new FromUnix(text(body));
      case "auth-agent@openssh.com" -> new FromAgent();
      default -> null;
    };
  }

  private static String text(SshReader body) throws ProtocolException {
    String text = body.readText();
    if (text.length() > MOST_TEXT) {
      throw new ProtocolException("a name of " + text.length() + " characters for a channel");
    }
    return text;
  }

  private static int port(SshReader body) throws ProtocolException {
    long port = body.readUnsignedInt();
    if (port > 65_535) {
      throw new ProtocolException("port " + port + " for a channel");
    }
    return (int) port;
  }
}
