package dev.muster.fleet;

/// A point in the life of a connection as its server sees it, where a [Trouble] can strike; in the
/// order in which they come.
public enum Point {
  /// The connection was accepted; nothing was said.
  ACCEPTED,
  /// The server's identification was said.
  IDENTIFIED,
  /// The server's key exchange proposal was said.
  PROPOSED,
  /// The client's share of the key exchange has come and is not answered; in each key exchange.
  SHARED,
  /// The first keys are in use.
  SECURED,
  /// A request to authenticate has come and is not answered.
  AUTHENTICATING,
  /// A request for a channel has come and is not answered.
  OPENING,
  /// A request to run a command has come and is not answered.
  STARTING,
  /// A command was accepted and has not begun.
  RUNNING
}
