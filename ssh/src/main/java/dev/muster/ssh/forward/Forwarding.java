package dev.muster.ssh.forward;

/// Connections that are taken in one place and lead to another, while it lasts.
///
/// Ends with [#close] or with the connection that carries it. Safe for use by many threads.
public interface Forwarding {

  /// Returns where connections are taken: what was asked for, and once it is open
  /// ([ForwardingListener#opened]) with the port that was given where 0 was asked for.
  Endpoint address();

  /// Takes no more connections, and ends those that lead through it: whoever closes a forwarding
  /// wants nothing to pass any more. Idempotent.
  ///
  /// The address is free again when the listener hears of the end.
  void close();
}
