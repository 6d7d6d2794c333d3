package dev.muster.model;

/// A terminal for a command: programs that ask for one behave as if somebody watched, and errors
/// come among the rest of the output.
///
/// @param type `TERM`, what programs look up to know its control sequences, such as `xterm`
/// @param columns how wide it is, in characters
/// @param rows how high it is, in characters
public record Pty(String type, int columns, int rows) {

  public Pty {
    if (type.isEmpty() || !type.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "a terminal's type is a word such as xterm, got \"" + type + "\"");
    }
    if (columns < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "a terminal has at least one column and one row, not " + columns + " x " + rows);
    }
  }

  /// Returns one that no program expects control sequences on: 80 x 24, `dumb`.
  public static Pty plain() {
    return new Pty("dumb", 80, 24);
  }
}
