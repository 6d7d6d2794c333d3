package dev.muster.tools;

import java.io.IOException;

/// A program did not do what a tool ran it for. The message says which, how it ended and the last
/// of what it said.
public final class ProgramFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Ran ran;

  ProgramFailedException(String message, Ran ran) {
    super(message);
    this.ran = ran;
  }

  /// Returns how it ended; on the host only, since exceptions travel as text.
  public Ran ran() {
    return ran;
  }
}
