package dev.muster.wire;

/// Whether a thread that waits for an answer looks for it a moment before it sleeps: a short call
/// is answered in less than it takes to wake a processor that has fallen asleep meanwhile.
///
/// For one thread at a time.
final class Glance {

  /// How many nanoseconds it looks, if it had to wait no longer the last time.
  private static final long MOMENT = 50_000;

  /// More than this is no short answer but a stream: to look takes locks that its other end needs.
  private static final int SHORT = 4096;

  /// With one processor, looking keeps the other end from answering.
  private static final boolean MAY_LOOK = Runtime.getRuntime().availableProcessors() > 1;

  private boolean quick;
  private long begun;

  /// Begins to wait.
  void begin() {
    begun = System.nanoTime();
  }

  /// Returns whether to look once more rather than to sleep.
  boolean looks() {
    return quick && System.nanoTime() - begun < MOMENT;
  }

  /// So many bytes have come.
  void came(int count) {
    quick = MAY_LOOK && count <= SHORT && System.nanoTime() - begun < MOMENT;
  }
}
