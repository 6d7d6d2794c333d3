package dev.muster.ssh;

/// Something that will happen unless it is cancelled first. Safe for use by many threads.
public interface Cancellable {

  /// Cancels it if it has not happened yet. Idempotent.
  void cancel();
}
