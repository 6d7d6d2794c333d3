package dev.muster.tools;

/// Whether a tool does what it decides to do, or only says it. Each function that changes something
/// takes this last.
public enum Mode {
  /// It is done.
  APPLY,
  /// The same decision, made from the same look at the host, and nothing is touched.
  DRY_RUN
}
