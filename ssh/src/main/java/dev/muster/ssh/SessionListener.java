package dev.muster.ssh;

/// Hears what becomes of one session.
///
/// Called on the connection's event loop, one call at a time and in order: it must not block, and
/// must hand on what takes time. What it throws ends the session as a defect.
public interface SessionListener {

  /// The server accepted the command: from here on it may have run.
  default void started(SshSession session) {}

  /// The command printed something.
  ///
  /// @param bytes the listener's own; at least one. Give the credit back with [SshSession#consumed]
  ///   when done with them
  void output(SshSession session, Stream stream, byte[] bytes);

  /// The session is over; the last call. All output came before.
  void ended(SshSession session, SessionEnd end);
}
