package dev.muster.ssh;

import java.time.Duration;

/// For how much and for how long keys are used until new ones are agreed (RFC 4253 section 9).
///
/// Time is looked at whenever something is sent or received: a connection on which nothing is said
/// uses no keys and needs no new ones.
///
/// @param bytes of packets, either way; never more than 64 GiB, whatever is asked for
/// @param time since the last exchange; zero: however long
public record RekeyLimit(long bytes, Duration time) {

  /// Keys are good for 2³² blocks of 16 bytes, and for fewer packets than there are numbers, which
  /// some ciphers must never see twice (RFC 4344 section 3).
  private static final long MOST_BYTES = 1L << 36;

  public RekeyLimit {
    if (bytes < 1) {
      throw new IllegalArgumentException("rekey limit must be positive, was " + bytes + " bytes");
    }
    if (time.isNegative()) {
      throw new IllegalArgumentException("rekey limit must not be negative, was " + time);
    }
  }

  /// Returns the RFC's advice, new keys after each GiB, however long that takes.
  public static RekeyLimit standard() {
    return after(1L << 30);
  }

  /// Returns a limit in bytes alone.
  public static RekeyLimit after(long bytes) {
    return new RekeyLimit(bytes, Duration.ZERO);
  }

  /// Returns this with a limit in time too.
  public RekeyLimit orAfter(Duration limit) {
    return new RekeyLimit(bytes, limit);
  }

  boolean isReached(long used, long millis) {
    return used >= Math.min(bytes, MOST_BYTES) || (!time.isZero() && millis >= time.toMillis());
  }
}
