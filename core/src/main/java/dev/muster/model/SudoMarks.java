package dev.muster.model;

import java.security.SecureRandom;
import java.util.HexFormat;

/// What tells the words of `sudo` from those of everybody else in one run: nobody who did not see
/// the command line can say it.
///
/// The attack this prevents: a program, or a start-up file of the login shell, that prints what
/// looks like a question for a password and so learns it.
///
/// @param prompt what `sudo` asks for a password with
/// @param begun what is said when the command begins, before the number of its process and a dot;
///   never as one word on the command line, which `sudo` repeats when it refuses it
public record SudoMarks(String prompt, String begun) {

  private static final int RANDOM_BYTES = 16;
  private static final SudoMarks NONE = new SudoMarks("", "");

  /// Returns the marks of a run without `sudo`.
  public static SudoMarks none() {
    return NONE;
  }

  /// Returns marks that were never used before.
  public static SudoMarks fresh() {
    byte[] random = new byte[2 * RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    HexFormat hex = HexFormat.of();
    return new SudoMarks(
        "muster-" + hex.formatHex(random, 0, RANDOM_BYTES) + ":",
        hex.formatHex(random, RANDOM_BYTES, 2 * RANDOM_BYTES));
  }

  /// Returns the command of a POSIX shell that says that it begins, and fails if nobody hears it.
  public String saying() {
    int half = begun.length() / 2;
    return "printf %s%s%s. " + begun.substring(0, half) + " " + begun.substring(half) + " $$ >&2";
  }
}
