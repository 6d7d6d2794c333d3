package dev.muster.model;

import java.util.Locale;

/// A proxy that connects us to hosts, or to the first host on the way to them. It looks their names
/// up.
///
/// @param kind what it speaks
/// @param host its name or address, IPv6 without brackets
/// @param port where it listens
/// @param user whom to log in as; empty to log in nowhere
/// @param passwords asked for that user's password, as of `user@host:port`, for each connection. It
///   passes in the clear, as these protocols have it
public record Proxy(Kind kind, String host, int port, String user, Passwords passwords) {

  /// What a proxy speaks.
  public enum Kind {
    /// SOCKS 5.
    SOCKS5,
    /// HTTP `CONNECT`.
    HTTP
  }

  private static final String WANTED =
      "wanted socks5://[USER@]HOST:PORT or http://[USER@]HOST:PORT";

  public Proxy {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the proxy's host is empty");
    }
    SshSettings.checkPort(port);
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("the proxy's user has a colon");
    }
  }

  /// Reads `socks5://[user@]host:port` or `http://[user@]host:port`; nobody knows a password yet.
  ///
  /// @throws IllegalArgumentException if it is something else; a text with a password in it is not
  ///   repeated
  public static Proxy parse(String address) {
    int colon = address.indexOf("://");
    int at = address.lastIndexOf('@');
    String user = at < 0 || colon < 0 ? "" : address.substring(Math.min(at, colon + 3), at);
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "proxy: a password does not belong in an address, which others can read; " + WANTED);
    }
    String scheme = colon < 0 ? "" : address.substring(0, colon).toLowerCase(Locale.ROOT);
    Kind kind =
        switch (scheme) {
          case "socks5", "socks5h" -> Kind.SOCKS5;
          case "http" -> Kind.HTTP;
          case "https" -> throw refusal(address, "TLS to a proxy is not spoken here; ");
          default -> throw refusal(address, "");
        };
    String place = address.substring(Math.max(at + 1, colon + 3));
    if (place.endsWith("/")) {
      place = place.substring(0, place.length() - 1);
    }
    return new Proxy(kind, host(address, place), port(address, place), user, Passwords.none());
  }

  private static String host(String address, String place) {
    int end = place.lastIndexOf(':');
    String host = end < 0 ? "" : place.substring(0, end);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (bare.isEmpty()
        || (bare.indexOf(':') >= 0) != bracketed
        || bare.matches(".*[\\s/?#\\[].*")) {
      throw refusal(address, "");
    }
    return bare;
  }

  private static int port(String address, String place) {
    try {
      return SshSettings.checkPort(Integer.parseInt(place.substring(place.lastIndexOf(':') + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("proxy \"" + address + "\": no port; " + WANTED, e);
    }
  }

  private static IllegalArgumentException refusal(String address, String why) {
    return new IllegalArgumentException("proxy \"" + address + "\": " + why + WANTED);
  }

  /// Returns this one with somebody to ask for the password.
  public Proxy withPasswords(Passwords asked) {
    return new Proxy(kind, host, port, user, asked);
  }
}
