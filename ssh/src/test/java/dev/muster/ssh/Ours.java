package dev.muster.ssh;

/// What our side does on a connection to a hostile server.
interface Ours {

  /// Asks for a command.
  void exec() throws Exception;

  /// Closes the session.
  void closeSession() throws Exception;

  /// Begins a key exchange.
  void rekey() throws Exception;
}
