package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A pattern for paths, segment by segment: `*` and `?` within a name, `[a-z]`, `[!a-z]`, `{a,b}`,
/// and `**` alone for any number of folders, none among them. A `\` takes the next character as it
/// is.
final class Glob {

  /// What `**` is read as.
  static final Pattern ANY_DEPTH = Pattern.compile("");

  private final String text;
  private final StringBuilder regex = new StringBuilder();
  private int at;
  private boolean inBraces;

  private Glob(String text) {
    this.text = text;
  }

  /// Returns a pattern for each segment of a path.
  ///
  /// @throws IllegalArgumentException if it is none, or says where to start
  static List<Pattern> parse(String pattern) {
    if (pattern.isEmpty() || pattern.startsWith("/")) {
      throw refusal(pattern, "it is read from the folder on and starts with no /");
    }
    List<Pattern> segments = new ArrayList<>();
    for (String segment : pattern.split("/+", -1)) {
      if (segment.equals("**")) {
        segments.add(ANY_DEPTH);
      } else if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refusal(pattern, "a segment of it is empty, . or ..");
      } else {
        segments.add(new Glob(segment).compiled());
      }
    }
    return segments;
  }

  private static IllegalArgumentException refusal(String pattern, String why) {
    return new IllegalArgumentException("\"" + pattern + "\" is no pattern: " + why);
  }

  private Pattern compiled() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> bracket();
        case '{' -> {
          if (inBraces) {
            throw refusal(text, "{ within {");
          }
          inBraces = true;
          regex.append("(?:");
        }
        case '}' -> regex.append(inBraces ? ")" : "\\}");
        case ',' -> regex.append(inBraces ? "|" : ",");
        case '\\' -> literal(at < text.length() ? text.charAt(at++) : '\\');
        default -> literal(c);
      }
      inBraces &= c != '}';
    }
    if (inBraces) {
      throw refusal(text, "{ is never closed");
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private void bracket() {
    int end = text.indexOf(']', at + 1);
    if (end < 0) {
      throw refusal(text, "[ is never closed");
    }
    String set = text.substring(at, end);
    at = end + 1;
    boolean not = set.startsWith("!");
    regex.append(not ? "[^" : "[");
    for (int i = not ? 1 : 0; i < set.length(); i++) {
      char c = set.charAt(i);
      regex.append("\\[]^&".indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    regex.append(']');
  }

  private void literal(char c) {
    regex.append("\\.[]{}()*+-?^$|&".indexOf(c) >= 0 ? "\\" : "").append(c);
  }
}
