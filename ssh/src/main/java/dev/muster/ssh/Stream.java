package dev.muster.ssh;

/// Which of a command's two outputs.
public enum Stream {
  /// Standard output: `SSH_MSG_CHANNEL_DATA`.
  OUT,
  /// Standard error: `SSH_MSG_CHANNEL_EXTENDED_DATA` of type 1 (RFC 4254 section 5.2).
  ERR
}
