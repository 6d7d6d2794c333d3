package dev.muster.tools;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// How a program ended, and what it said.
///
/// @param program its words
/// @param exitCode its exit status; 128 and the number of the signal if one ended it
/// @param timedOut whether it was ended because its time was over; what it said until then is kept
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error; nothing if that was merged
/// @param took how long it ran
public record Ran(
    String program, int exitCode, boolean timedOut, Captured out, Captured err, Duration took) {

  private static final String[] SIGNALS = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM"
  };

  private static final int MOST_SAID = 500;

  /// Returns whether it ended in time and with status 0.
  public boolean ok() {
    return exitCode == 0 && !timedOut;
  }

  /// Returns the name of the signal that ended it, such as `KILL`, as far as the exit status tells:
  /// a program that chooses a status over 128, as shells do for their children, looks the same.
  public Optional<String> signal() {
    int number = exitCode - 128;
    return number > 0 && number < SIGNALS.length ? Optional.of(SIGNALS[number]) : Optional.empty();
  }

  /// Returns this if all is well.
  ///
  /// @throws ProgramFailedException if not
  public Ran orThrow() throws IOException {
    if (ok()) {
      return this;
    }
    throw failure();
  }

  ProgramFailedException failure() {
    return new ProgramFailedException(message(), this);
  }

  private String message() {
    String how =
        timedOut
            ? " did not end within its time and was ended after " + took.toMillis() + " ms"
            : " exited " + exitCode;
    String said = err.text().isBlank() ? out.text() : err.text();
    String last = said.strip();
    String end = last.substring(Math.max(0, last.length() - MOST_SAID)).replace("\n", " | ");
    return program + how + (end.isEmpty() ? " and said nothing" : ": " + end);
  }
}
