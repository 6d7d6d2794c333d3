package dev.muster.model;

/// Which of a command's two outputs.
public enum StdStream {
  /// Standard output.
  OUT,
  /// Standard error.
  ERR
}
