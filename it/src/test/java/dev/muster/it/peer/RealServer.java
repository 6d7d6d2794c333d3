package dev.muster.it.peer;

/// A running SSH server that is not ours.
///
/// It listens on every IPv4 address, so each of 127.0.0.0/8 is a host, and lets in the current user
/// (a [SudoServer] others) with the keys it was given.
public sealed interface RealServer extends AutoCloseable
    permits OpenSshServer, DropbearServer, GoServer, SudoServer {

  /// The port it listens on.
  int port();

  /// The user it lets in: the current one, because it runs as that one.
  default String user() {
    return Daemon.USER;
  }

  /// A host key as in `known_hosts`: algorithm, space, base64.
  ///
  /// @throws IllegalArgumentException when it was started without a host key of that kind
  String hostKey(KeyKind kind);

  /// What it has said until now.
  String log();

  /// Ends it and everything that was started through it, and deletes its files. Returns when all of
  /// it is gone.
  ///
  /// @throws AssertionError when something could not be ended
  @Override
  void close();
}
