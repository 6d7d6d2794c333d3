package dev.muster.tools;

/// What stands between `{{` and `}}`, and where.
///
/// @param content without white space around it
/// @param line counted from 1
/// @param column of the first brace, counted from 1
record TemplateTag(String content, int line, int column) {

  /// Returns whether it prints nothing itself: where such a tag has a line for its own, the line is
  /// none of the output.
  boolean isSilent() {
    return content.startsWith("#")
        || content.startsWith("/")
        || content.startsWith("!")
        || content.equals("else");
  }
}
