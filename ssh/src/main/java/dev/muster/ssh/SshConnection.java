package dev.muster.ssh;

/// One connection to one SSH server, being made, ready or ended.
///
/// Owned by the [SshClient] that made it. Safe for use by many threads; calls made on the
/// connection's own event loop (from a listener) take effect at once and leave in the same write.
public interface SshConnection {

  /// Returns where it leads.
  Destination destination();

  /// Opens a session channel and asks the server to run one command on it.
  ///
  /// The answer comes through `listener`. On a connection that is not secured yet
  /// ([ConnectionListener#secured]) or has ended, the listener hears of the failure; nothing is
  /// thrown.
  SshSession exec(Exec request, SessionListener listener);

  /// Says goodbye and closes the socket; sessions still open end as cancelled. Idempotent.
  void close();
}
