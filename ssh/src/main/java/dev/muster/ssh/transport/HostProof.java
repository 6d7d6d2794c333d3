package dev.muster.ssh.transport;

import dev.muster.ssh.data.SshWriter;

/// What a server proved itself with in the first key exchange: its key, or its certificate, and the
/// signature over the exchange, whose hash is the connection's name from then on. Immutable.
public final class HostProof {

  private final byte[] key;
  private final byte[] session;
  private final byte[] signature;

  HostProof(byte[] key, byte[] session, byte[] signature) {
    this.key = key;
    this.session = session;
    this.signature = signature;
  }

  /// Adds key, session identifier and signature, a string each.
  public SshWriter write(SshWriter to) {
    return to.putString(key).putString(session).putString(signature);
  }
}
