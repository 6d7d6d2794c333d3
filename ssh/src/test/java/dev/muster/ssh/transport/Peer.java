package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;

/// The client that a [RawServer] talks to: in memory, or behind a socket.
public interface Peer {

  /// Takes bytes of the server.
  void receive(byte[] bytes) throws ProtocolException, EndingException;

  /// Returns and forgets what the client said; in memory all of it, nothing if there is nothing.
  byte[] said();
}
