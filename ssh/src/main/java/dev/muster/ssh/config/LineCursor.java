package dev.muster.ssh.config;

import org.jspecify.annotations.Nullable;

/// Divides a line as keywords and the criteria of `Match` are divided: at blanks, at one `=`, and
/// at `"`, which holds a word together and is escaped by nothing.
final class LineCursor {

  private static final String BLANKS = " \t\r\n";
  private static final String ENDS = BLANKS + "\"=";

  /// What is left; null when the line is over.
  private @Nullable String rest;

  LineCursor(String line) {
    this.rest = line;
  }

  /// Returns the next word, null at the end and where a quote is not closed.
  @Nullable String next() {
    String line = rest;
    if (line == null) {
      return null;
    }
    int end = 0;
    while (end < line.length() && ENDS.indexOf(line.charAt(end)) < 0) {
      end++;
    }
    if (end == line.length()) {
      rest = null;
      return line;
    }
    if (line.charAt(end) == '"') {
      return quoted(line, end);
    }
    boolean equals = line.charAt(end) == '=';
    int after = skipBlanks(line, end + 1);
    if (!equals && after < line.length() && line.charAt(after) == '=') {
      after = skipBlanks(line, after + 1);
    }
    rest = line.substring(after);
    return line.substring(0, end);
  }

  private @Nullable String quoted(String line, int open) {
    int close = line.indexOf('"', open + 1);
    if (close < 0) {
      rest = null;
      return null;
    }
    rest = line.substring(skipBlanks(line, close + 1));
    return line.substring(0, open) + line.substring(open + 1, close);
  }

  /// Returns what is left without the blanks before it; empty at the end.
  String rest() {
    String line = rest;
    return line == null ? "" : line.substring(skipBlanks(line, 0));
  }

  private static int skipBlanks(String line, int from) {
    int at = from;
    while (at < line.length() && BLANKS.indexOf(line.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
