package dev.muster.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A canned answer to a command: what it prints, how it ends, and after what time.
///
/// Input is read and thrown away unless the answer echoes. Standard error comes first.
///
/// @param out printed on standard output
/// @param outBytes how many bytes of standard output: `out` is repeated or cut to that length
/// @param err printed on standard error
/// @param exit how it ends; an answer that echoes ends at the end of its input
/// @param delay how long nothing happens first, in steps of 8 ms
/// @param echo whether input comes back as output, after everything else
public record Answer(
    String out, long outBytes, String err, Exit exit, Duration delay, boolean echo) {

  public Answer {
    if (outBytes < 0 || (outBytes > 0 && out.isEmpty())) {
      throw new IllegalArgumentException(
          "an answer of " + outBytes + " bytes cannot be made of \"" + out + "\"");
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative, was " + delay);
    }
  }

  /// Returns an answer that prints `out` and ends with status 0 at once.
  public static Answer of(String out) {
    return new Answer(out, length(out), "", new Exit.Status(0), Duration.ZERO, false);
  }

  /// Returns an answer that gives its input back and ends with status 0 when the input ends, as
  /// `cat` does.
  public static Answer echoing() {
    return new Answer("", 0, "", new Exit.Status(0), Duration.ZERO, true);
  }

  /// Returns this one with its output repeated or cut to `bytes` bytes.
  public Answer withBytes(long bytes) {
    return new Answer(out, bytes, err, exit, delay, echo);
  }

  /// Returns this one with its output repeated for ever.
  public Answer endless() {
    return withBytes(Long.MAX_VALUE);
  }

  /// Returns this one with that standard error.
  public Answer withErr(String text) {
    return new Answer(out, outBytes, text, exit, delay, echo);
  }

  /// Returns this one ending with that status.
  public Answer withStatus(int status) {
    return withExit(new Exit.Status(status));
  }

  /// Returns this one ending like that.
  public Answer withExit(Exit end) {
    return new Answer(out, outBytes, err, end, delay, echo);
  }

  /// Returns this one with a wait first.
  public Answer after(Duration wait) {
    return new Answer(out, outBytes, err, exit, wait, echo);
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
