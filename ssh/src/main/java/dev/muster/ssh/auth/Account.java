package dev.muster.ssh.auth;

/// Whom a secret is for: a user on a host.
///
/// @param host the host's name as it was given
/// @param port where it listens
public record Account(String user, String host, int port) {

  /// Returns `user@host`, with the port if it is not 22.
  @Override
  public String toString() {
    return port == 22 ? user + "@" + host : user + "@" + host + ":" + port;
  }
}
