package dev.muster.tools;

import java.util.List;

/// A session that somebody has on a host.
///
/// @param user who
/// @param terminal on which terminal
/// @param since when it began, as the host says it
/// @param from from which host or display, empty if it is the host's own terminal
public record LoggedIn(String user, String terminal, String since, String from) {

  /// Reads a line that `who` prints in the C locale, such as `ann pts/0 2026-11-20 09:15
  /// (10.0.0.7)`.
  static LoggedIn parse(String line) {
    List<String> fields = SystemText.fields(line);
    int end = fields.size();
    String last = end > 2 ? fields.get(end - 1) : "";
    boolean isFrom = last.startsWith("(") && last.endsWith(")");
    String since = String.join(" ", fields.subList(Math.min(2, end), isFrom ? end - 1 : end));
    return new LoggedIn(
        end > 0 ? fields.get(0) : "",
        end > 1 ? fields.get(1) : "",
        since,
        isFrom ? last.substring(1, last.length() - 1) : "");
  }
}
