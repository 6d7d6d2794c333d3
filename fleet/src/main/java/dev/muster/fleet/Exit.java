package dev.muster.fleet;

/// How a command ends (RFC 4254 section 6.10).
public sealed interface Exit {

  /// With a status.
  record Status(int status) implements Exit {}

  /// By a signal, a name without `SIG` such as `KILL`.
  record Signal(String name) implements Exit {}

  /// The channel closes without a word about it.
  record Unsaid() implements Exit {}

  /// It runs for ever, until its channel is closed.
  record Never() implements Exit {}
}
