package dev.muster.model;

/// What happens to what commands print.
public enum OutputMode {
  /// Lines are handed out as they come; results hold no output.
  LINES,
  /// It is kept in the results, within the run's budget.
  CAPTURE,
  /// It is dropped.
  DISCARD
}
