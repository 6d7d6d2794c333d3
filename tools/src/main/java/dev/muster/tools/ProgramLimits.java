package dev.muster.tools;

import java.time.Duration;

/// What a program may take.
///
/// @param time how long it may run; then it is ended, with all that it started
/// @param outputBytes how much is kept of each of its two streams: the first half and the last half
///   of it, with what is between them dropped and counted; the program never waits for that
/// @param grace how long it has after TERM, before KILL
public record ProgramLimits(Duration time, int outputBytes, Duration grace) {

  private static final int MOST_OUTPUT = 64 * 1024 * 1024;

  public ProgramLimits {
    if (time.isNegative() || time.isZero() || grace.isNegative()) {
      throw new IllegalArgumentException(
          "a program needs time to run and no negative time of grace, got " + time + ", " + grace);
    }
    if (outputBytes < 0 || outputBytes > MOST_OUTPUT) {
      throw new IllegalArgumentException(
          "0 to " + MOST_OUTPUT + " bytes of output can be kept, got " + outputBytes);
    }
  }

  /// Returns ten minutes, 1 MiB of each stream, and five seconds of grace.
  public static ProgramLimits standard() {
    return new ProgramLimits(Duration.ofMinutes(10), 1024 * 1024, Duration.ofSeconds(5));
  }
}
