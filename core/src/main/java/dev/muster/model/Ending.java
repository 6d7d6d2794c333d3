package dev.muster.model;

/// How an operation that came to its end on a host went.
public interface Ending {

  /// Returns whether it did what was asked of it.
  boolean ok();

  /// Says in a few words how it ended, such as `exited 3`.
  String words();
}
