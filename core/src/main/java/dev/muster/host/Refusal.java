package dev.muster.host;

/// What is wrong with a text a caller gave, and where: the one place that words it.
///
/// Every message reads *who "text": subject at column N verdict*; columns count from 1 in UTF-16
/// units. The text is shown safely: what could move a terminal's cursor is escaped, and of a long
/// text only the neighbourhood of the column is shown.
record Refusal(String who, String text) {

  private static final int SHOWN_WHOLE = 80;
  private static final int SHOWN_EACH_SIDE = 30;

  IllegalArgumentException at(int index, String subject, String verdict) {
    return new IllegalArgumentException(
        "%s \"%s\": %s at column %d %s"
            .formatted(who, excerpt(index), subject, index + 1, verdict));
  }

  /// Returns `codePoint` as messages call it: itself in quotes if it can be seen, else by name.
  static String character(int codePoint) {
    return switch (codePoint) {
      case ' ', '\t' -> "blank";
      case '\n', '\r' -> "line break";
      default ->
          hidden(codePoint)
              ? "character U+%04X".formatted(codePoint)
              : "'" + Character.toString(codePoint) + "'";
    };
  }

  /// Returns whether `codePoint` would not show as itself in a message.
  static boolean hidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private String excerpt(int index) {
    if (text.length() <= SHOWN_WHOLE) {
      return escaped(text);
    }
    int from = Math.max(0, index - SHOWN_EACH_SIDE);
    int to = Math.min(text.length(), index + SHOWN_EACH_SIDE);
    String before = from > 0 ? "…" : "";
    String after = to < text.length() ? "…" : "";
    return before + escaped(text.substring(from, to)) + after;
  }

  private static String escaped(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> appendEscaped(shown, codePoint));
    return shown.toString();
  }

  private static void appendEscaped(StringBuilder shown, int codePoint) {
    switch (codePoint) {
      case ' ' -> shown.append(' ');
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      case '"' -> shown.append("\\\"");
      default -> {
        if (hidden(codePoint)) {
          shown.append("\\u{%X}".formatted(codePoint));
        } else {
          shown.appendCodePoint(codePoint);
        }
      }
    }
  }
}
