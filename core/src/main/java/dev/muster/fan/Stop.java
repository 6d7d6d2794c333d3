package dev.muster.fan;

/// Why a host, or a run, is stopped.
enum Stop {
  /// It is not.
  NONE,
  /// The host's own time is over.
  TIMEOUT,
  /// The run's time is over.
  DEADLINE,
  /// The caller wants no more.
  CANCELLED
}
