package dev.muster.model;

import java.time.Duration;

/// The terms of one run. Immutable; the withers give changed copies.
///
/// @param fanOut how many hosts are worked on at once
/// @param connectRate how many hosts may begin a second; 0: no limit
/// @param timeout the longest time for one host, from its turn to the end of its command
/// @param deadline the longest time for the whole run
/// @param grace how long a host that is being stopped is given before its connection is dropped; a
///   run that is stopped returns within twice this
/// @param output what happens to what commands print
/// @param outputBytes how much output is held in memory at most: unread lines, or all that is kept
public record RunOptions(
    int fanOut,
    double connectRate,
    Duration timeout,
    Duration deadline,
    Duration grace,
    OutputMode output,
    long outputBytes) {

  /// Hosts in flight unless said otherwise.
  public static final int STANDARD_FAN_OUT = 128;

  private static final long MAX_OUTPUT = 128L << 20;

  public RunOptions {
    if (fanOut < 1) {
      throw new IllegalArgumentException("fan-out must be at least 1, was " + fanOut);
    }
    if (!(connectRate >= 0) || connectRate > 1e6) {
      throw new IllegalArgumentException(
          "connect rate must be 0 (no limit) to 1000000 a second, was " + connectRate);
    }
    positive("timeout", timeout);
    positive("deadline", deadline);
    positive("grace", grace);
    if (outputBytes < 1) {
      throw new IllegalArgumentException("output budget must be positive, was " + outputBytes);
    }
  }

  /// Returns 128 hosts at once, no limit of the rate, an hour for a host, a day for the run, 2 s of
  /// grace, and kept output of at most 128 MiB or a quarter of the heap.
  public static RunOptions standard() {
    long budget = Math.min(MAX_OUTPUT, Runtime.getRuntime().maxMemory() / 4);
    return new RunOptions(
        STANDARD_FAN_OUT,
        0,
        Duration.ofHours(1),
        Duration.ofDays(1),
        Duration.ofSeconds(2),
        OutputMode.CAPTURE,
        budget);
  }

  /// Returns these with `hosts` worked on at once.
  public RunOptions withFanOut(int hosts) {
    return new RunOptions(hosts, connectRate, timeout, deadline, grace, output, outputBytes);
  }

  /// Returns these with at most `perSecond` hosts begun a second.
  public RunOptions withConnectRate(double perSecond) {
    return new RunOptions(fanOut, perSecond, timeout, deadline, grace, output, outputBytes);
  }

  /// Returns these with another time for each host.
  public RunOptions withTimeout(Duration limit) {
    return new RunOptions(fanOut, connectRate, limit, deadline, grace, output, outputBytes);
  }

  /// Returns these with another time for the whole run.
  public RunOptions withDeadline(Duration limit) {
    return new RunOptions(fanOut, connectRate, timeout, limit, grace, output, outputBytes);
  }

  /// Returns these with another time of grace.
  public RunOptions withGrace(Duration time) {
    return new RunOptions(fanOut, connectRate, timeout, deadline, time, output, outputBytes);
  }

  /// Returns these with something else done with the output.
  public RunOptions withOutput(OutputMode mode) {
    return new RunOptions(fanOut, connectRate, timeout, deadline, grace, mode, outputBytes);
  }

  /// Returns these with another budget for output, in bytes.
  public RunOptions withOutputBytes(long bytes) {
    return new RunOptions(fanOut, connectRate, timeout, deadline, grace, output, bytes);
  }

  private static void positive(String name, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + time);
    }
  }
}
