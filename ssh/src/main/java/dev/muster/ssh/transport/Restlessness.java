package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;

/// Limits how often a peer begins key exchanges for nothing: each costs us signatures to check and
/// the peer only bytes, and others wait for the same loop.
///
/// However short a server's own `RekeyLimit` is, something was said between two exchanges, or some
/// time has passed.
final class Restlessness {

  /// How many exchanges may follow each other at once.
  static final int MAX = 64;

  private static final int WORTH_BYTES = 512;
  private static final long WORTH_MILLIS = 250;

  private Restlessness() {}

  /// Returns how many exchanges were begun for nothing now, one after the other.
  ///
  /// @param before how many there were
  /// @param bytes of packets with the present keys, both ways
  /// @param millis since the last exchange
  static int after(int before, long bytes, long millis) throws ProtocolException {
    if (bytes >= WORTH_BYTES || millis >= WORTH_MILLIS) {
      return 0;
    }
    if (before >= MAX) {
      throw new ProtocolException(
          "began over " + MAX + " key exchanges one after the other, with nothing said between");
    }
    return before + 1;
  }
}
