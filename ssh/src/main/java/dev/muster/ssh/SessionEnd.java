package dev.muster.ssh;

/// How a session ended: exactly one of four.
public sealed interface SessionEnd {

  /// The command ended by itself with a status, 0 to 255 on usual systems.
  record Exited(int status) implements SessionEnd {}

  /// A signal ended the command; `signal` without `SIG`, such as `KILL` (RFC 4254 section 6.10).
  record Signalled(String signal, boolean coreDumped, String text) implements SessionEnd {}

  /// The server closed the channel in order without saying how the command ended.
  record NoStatus() implements SessionEnd {}

  /// Contact was lost, refused or cancelled.
  ///
  /// @param started whether the server had accepted the command: false means that nothing ran and
  ///   running again is safe
  record Failed(Failure why, boolean started) implements SessionEnd {}
}
