package dev.muster.ssh.transport;

import dev.muster.ssh.kex.KexMethod;

/// Whether to send the first key exchange packet before the server was heard (RFC 4253 section 7),
/// learned from the servers met so far.
///
/// A guess that holds saves a round trip; one that fails costs a share made in vain and no more. So
/// a cheap share is guessed until a server prefers otherwise, a dear one only after a server has
/// been seen to prefer it; the order of preference is never touched, so nothing that a server does
/// makes another connection weaker. Shared by all connections of an engine; safe for many threads.
public final class Guesses {

  private enum Seen {
    NOTHING,
    HELD,
    FAILED
  }

  private volatile Seen last = Seen.NOTHING;

  /// Returns whether to guess `method`, the preferred one.
  boolean isWorthwhile(KexMethod method) {
    return switch (last) {
      case NOTHING -> method.isCheap();
      case HELD -> true;
      case FAILED -> false;
    };
  }

  /// Learns whether a guess would have held with the server just met.
  void learn(boolean held) {
    Seen seen = held ? Seen.HELD : Seen.FAILED;
    if (last != seen) {
      last = seen;
    }
  }
}
