package dev.muster.ssh;

import java.util.Map;

/// What to run on a session.
///
/// @param command the command line, given to the user's login shell there (RFC 4254 section 6.5)
/// @param environment variables to set first, in order; servers set only those they are configured
///   to accept and say nothing of the rest (`AcceptEnv`)
/// @param windowBytes how many bytes of output may be on their way before the listener gives credit
///   back
public record Exec(String command, Map<String, String> environment, int windowBytes) {

  /// Enough for one fast host: 2 MiB.
  public static final int STANDARD_WINDOW = 2 << 20;

  public Exec {
    environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
    if (windowBytes < 1) {
      throw new IllegalArgumentException("window must be at least 1 byte, was " + windowBytes);
    }
  }

  /// Returns a request for one command line, with no environment and the standard window.
  public static Exec of(String command) {
    return new Exec(command, Map.of(), STANDARD_WINDOW);
  }
}
