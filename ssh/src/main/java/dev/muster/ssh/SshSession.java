package dev.muster.ssh;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// One command on one connection.
///
/// Safe for use by many threads. It ends exactly once, with [SessionListener#ended].
public interface SshSession {

  /// Returns the connection it runs on.
  SshConnection connection();

  /// Gives back window credit for `bytes` of output that the listener was given and is done with.
  ///
  /// A listener that never gives credit back stops the remote program once the window is full; that
  /// is how a slow reader keeps memory flat.
  void consumed(int bytes);

  /// Sends bytes to the command's standard input.
  ///
  /// The stage completes once the remote window and the socket have taken all of them: wait for it
  /// before writing more, and memory stays flat. It completes on the event loop, where what depends
  /// on it must not block. It fails if the session ends first. The array must not be changed until
  /// then.
  CompletionStage<Void> write(byte[] bytes);

  /// Ends the command's standard input.
  void endInput();

  /// Asks the server to send the command a signal, such as `TERM` or `INT` (RFC 4254 section 6.9).
  /// Servers may ignore it.
  void signal(String name);

  /// Tells the server that the terminal's size has changed (RFC 4254 section 6.7); programs on it
  /// get `WINCH`.
  ///
  /// @throws IllegalStateException if the session was not asked for with a terminal
  void resize(Pty.Size size);

  /// Asks the server to send a break, as on a serial line (RFC 4335).
  ///
  /// @param length how long; servers choose a sensible one for what is too short or too long
  /// @return whether the server did; few do for a process that is not on a real line. Fails if the
  ///   session ends first
  CompletionStage<Boolean> sendBreak(Duration length);

  /// Closes the channel; the session ends as cancelled unless it ended before. Idempotent.
  void close();
}
