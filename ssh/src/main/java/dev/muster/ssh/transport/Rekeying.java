package dev.muster.ssh.transport;

/// Says for how much and how long keys may be used (RFC 4253 section 9).
@FunctionalInterface
public interface Rekeying {

  /// Returns whether new keys are due.
  ///
  /// @param bytes of packets with these keys, one way
  /// @param millis since the last exchange
  boolean isDue(long bytes, long millis);
}
