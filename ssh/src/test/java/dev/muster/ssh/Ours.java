package dev.muster.ssh;

/// What our side does on a connection to a hostile server.
interface Ours {

  /// Asks for a command.
  void exec() throws Exception;

  /// Asks for a shell on a terminal.
  void terminal() throws Exception;

  /// Asks for a break in the session.
  void sendBreak() throws Exception;

  /// Asks for a way through to another host.
  void tunnel() throws Exception;

  /// Asks for port 80 over there.
  ///
  /// @param slowly whether what the server leads to us waits, or is let in at once
  void forward(boolean slowly) throws Exception;

  /// Closes the session.
  void closeSession() throws Exception;

  /// Begins a key exchange.
  void rekey() throws Exception;
}
