package dev.muster.ssh;

/// Where in the life of a connection something happened, in the order in which the phases come.
public enum Phase {
  /// The host's name is being looked up.
  RESOLVE("resolve"),
  /// The TCP connection is being made.
  CONNECT("connect"),
  /// Waiting for the peer's identification string (RFC 4253 section 4.2).
  BANNER("banner"),
  /// Algorithms are being agreed and keys exchanged (RFC 4253 sections 7 and 8).
  KEY_EXCHANGE("key exchange"),
  /// The server's host key is being checked against what is on file.
  HOST_KEY("host key"),
  /// The user is being authenticated (RFC 4252).
  AUTHENTICATE("authenticate"),
  /// A channel is being opened and the request on it answered (RFC 4254 sections 5.1 and 6).
  OPEN("open"),
  /// The command runs.
  RUN("run"),
  /// A file is being copied.
  TRANSFER("transfer"),
  /// The connection is being closed.
  CLOSE("close");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  /// Returns the name as it stands in messages, in lower case.
  @Override
  public String toString() {
    return words;
  }
}
