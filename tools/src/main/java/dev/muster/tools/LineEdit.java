package dev.muster.tools;

import java.util.Optional;
import java.util.regex.Pattern;

/// A line that a file is to hold, and which one it takes the place of:
/// `LineEdit.of("PermitRootLogin no").replacing("^#?PermitRootLogin ")`.
///
/// @param line the line without its end
/// @param pattern a regular expression that finds something in the lines to replace
/// @param all whether every such line is replaced, or the first
/// @param create whether the file is made where it is missing
public record LineEdit(String line, Optional<String> pattern, boolean all, boolean create) {

  public LineEdit {
    if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("the line holds the end of a line; give it one by one");
    }
    pattern.ifPresent(Pattern::compile);
  }

  /// Returns a line that is added at the end where it is missing.
  public static LineEdit of(String line) {
    return new LineEdit(line, Optional.empty(), false, false);
  }

  /// Returns this in the place of the first line in which a regular expression finds something.
  public LineEdit replacing(String regex) {
    return new LineEdit(line, Optional.of(regex), false, create);
  }

  /// Returns this in the place of each line in which a regular expression finds something.
  public LineEdit replacingAll(String regex) {
    return new LineEdit(line, Optional.of(regex), true, create);
  }

  /// Returns this for a file that is made where it is missing.
  public LineEdit creating() {
    return new LineEdit(line, pattern, all, true);
  }
}
