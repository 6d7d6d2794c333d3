package dev.muster.ssh;

import java.util.Optional;

/// Hears what becomes of one connection.
///
/// Called on the connection's event loop: it must not block.
public interface ConnectionListener {

  /// The user is authenticated: commands may be run. At most once.
  void ready(SshConnection connection);

  /// The connection is over; the last call, exactly once, after every session on it has ended.
  ///
  /// @param why empty if our side closed it in order, once it was ready
  void ended(SshConnection connection, Optional<Failure> why);
}
