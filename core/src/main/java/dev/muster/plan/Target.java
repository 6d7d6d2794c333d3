package dev.muster.plan;

import dev.muster.host.Spec;

/// A host's name taken apart: `user@name:port`.
///
/// @param user whom to log in as; empty if the name does not say
/// @param name the name or address alone
/// @param port the port; 0 if the name does not say
public record Target(String user, String name, int port) {

  /// Reads `host`, `user@host`, `host:port` or `user@host:port`; an IPv6 address with a port is in
  /// brackets.
  ///
  /// The user is what stands before the last `@`. A name with more than one colon and no brackets
  /// is an IPv6 address without a port. A [Spec] is read too: for what is not reached over SSH, the
  /// name is all there is.
  ///
  /// @throws IllegalArgumentException if it is no such name; the message says which and why
  public static Target parse(String host) {
    if (!Spec.isMoreThanAHost(host)) {
      return parseHost(host);
    }
    Spec spec = Spec.parse(host);
    String name = spec.target().isEmpty() ? spec.scheme() : spec.target();
    return spec.kind() == Spec.Kind.SSH ? parseHost(name) : new Target("", name, 0);
  }

  private static Target parseHost(String host) {
    int at = host.lastIndexOf('@');
    String name = at < 0 ? host : host.substring(at + 1);
    String who = at < 0 ? "" : host.substring(0, at);
    int colon = name.lastIndexOf(':');
    int number = 0;
    if (name.startsWith("[")) {
      int end = name.indexOf(']');
      if (end < 0 || (end != name.length() - 1 && colon != end + 1)) {
        throw refusal(host, "an address in brackets is written [ADDRESS] or [ADDRESS]:PORT");
      }
      number = end == name.length() - 1 ? 0 : port(host, name.substring(end + 2));
      name = name.substring(1, end);
    } else if (colon >= 0 && name.indexOf(':') == colon) {
      number = port(host, name.substring(colon + 1));
      name = name.substring(0, colon);
    }
    if (name.isEmpty()) {
      throw refusal(host, "it has no name or address");
    }
    if (at == 0) {
      throw refusal(host, "the user before @ is empty");
    }
    return new Target(who, name, number);
  }

  private static int port(String host, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "host \"" + host + "\": \"" + digits + "\" is no port; wanted 1 to 65535", e);
    }
    throw refusal(host, "port must be 1 to 65535, was " + digits);
  }

  private static IllegalArgumentException refusal(String host, String why) {
    return new IllegalArgumentException("host \"" + host + "\": " + why);
  }
}
