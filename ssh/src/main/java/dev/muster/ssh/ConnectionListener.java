package dev.muster.ssh;

import java.util.Optional;

/// Hears what becomes of one connection.
///
/// Called on the connection's event loop: it must not block.
public interface ConnectionListener {

  /// The server has proven who it is and the user is being authenticated: from now on commands may
  /// be asked for, and run as soon as the server allows. Whoever asks here saves a round trip. At
  /// most once.
  default void secured(SshConnection connection) {}

  /// The user is authenticated: commands are run. At most once.
  void ready(SshConnection connection);

  /// The connection is over; the last call, exactly once, after every session on it has ended.
  ///
  /// @param why empty if our side closed it in order, once it was ready
  void ended(SshConnection connection, Optional<Failure> why);
}
