package dev.muster.model;

/// How far the work on one host had come, in the order in which the phases come.
public enum Phase {
  /// The host's turn had not come: nothing was sent to it.
  WAIT("waiting for its turn"),
  /// Its name was being looked up.
  RESOLVE("resolve"),
  /// The TCP connection was being made.
  CONNECT("connect"),
  /// Its identification was awaited.
  BANNER("banner"),
  /// Algorithms were being agreed and keys exchanged.
  KEY_EXCHANGE("key exchange"),
  /// Its host key was being checked.
  HOST_KEY("host key"),
  /// The user was being authenticated.
  AUTHENTICATE("authenticate"),
  /// A session was being opened and the command handed over.
  OPEN("open"),
  /// `sudo` was being asked to run the command.
  SUDO("sudo"),
  /// The command was running.
  RUN("run"),
  /// A file was being copied.
  TRANSFER("transfer"),
  /// The connection was being closed.
  CLOSE("close");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  /// Returns the name as it stands in messages.
  @Override
  public String toString() {
    return words;
  }
}
