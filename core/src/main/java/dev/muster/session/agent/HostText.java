package dev.muster.session.agent;

/// Text that a host chose, made fit for a message of ours: one line, not long, and nothing in it
/// that a terminal or a reader of logs would take for something else.
final class HostText {

  /// How much of it a message shows.
  private static final int SHOWN = 400;

  private HostText() {}

  /// Returns the beginning of `text` as one line.
  static String line(String text) {
    return line(text, SHOWN);
  }

  /// Returns at most `most` characters of `text` as one line.
  static String line(String text, int most) {
    String cut = text.length() <= most ? text : text.substring(0, most) + "...";
    StringBuilder safe = new StringBuilder(cut.length());
    for (int i = 0; i < cut.length(); i++) {
      char c = cut.charAt(i);
      if (isSafe(c)) {
        safe.append(c);
      } else if (c == '\n') {
        safe.append(" / ");
      } else if (c != '\r') {
        safe.append("\\u%04x".formatted((int) c));
      }
    }
    return safe.toString().strip();
  }

  private static boolean isSafe(char c) {
    return !Character.isISOControl(c)
        && Character.getType(c) != Character.FORMAT
        && c != '\u2028'
        && c != '\u2029';
  }
}
