package dev.muster.plan;

/// A host's name taken apart: `user@name:port`.
record Target(String user, String name, int port) {

  /// Reads a host's name.
  ///
  /// The user is what stands before the last `@`. A name with more than one colon and no brackets
  /// is an IPv6 address without a port.
  ///
  /// @throws IllegalArgumentException if it is no such name; the message says which and why
  static Target parse(String host, String user, int port) {
    int at = host.lastIndexOf('@');
    String name = at < 0 ? host : host.substring(at + 1);
    String who = at < 0 ? user : host.substring(0, at);
    int colon = name.lastIndexOf(':');
    int number = port;
    if (name.startsWith("[")) {
      int end = name.indexOf(']');
      if (end < 0 || (end != name.length() - 1 && colon != end + 1)) {
        throw refusal(host, "an address in brackets is written [ADDRESS] or [ADDRESS]:PORT");
      }
      number = end == name.length() - 1 ? port : port(host, name.substring(end + 2));
      name = name.substring(1, end);
    } else if (colon >= 0 && name.indexOf(':') == colon) {
      number = port(host, name.substring(colon + 1));
      name = name.substring(0, colon);
    }
    if (name.isEmpty()) {
      throw refusal(host, "it has no name or address");
    }
    if (who.isEmpty()) {
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
