package dev.muster.cli.json;

import org.jspecify.annotations.Nullable;

/// A text that is no JSON, or JSON that is not what was wanted.
public final class JsonException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int at;
  private final String path;

  /// @param at the index of the character where it shows
  public JsonException(int at, String message) {
    this(at, "", message, null);
  }

  /// @param at the index of the character where it shows
  public JsonException(int at, String message, Throwable cause) {
    this(at, "", message, cause);
  }

  private JsonException(int at, String path, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.at = at;
    this.path = path;
  }

  /// Returns the same trouble, seen from further out.
  ///
  /// @param step the way from there: `.name` or `[2]`
  JsonException within(String step) {
    return new JsonException(at, step + path, words(), this);
  }

  /// Says where in `text` it shows and what it is: `line 3, column 7 (.parts[0].number): wanted a
  /// whole number, got "x"`.
  public String in(String text) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      }
    }
    String place = "column " + (text.codePointCount(begin, Math.min(at, text.length())) + 1);
    boolean many = text.strip().indexOf('\n') >= 0;
    return (many ? "line " + line + ", " : "")
        + place
        + (path.isEmpty() ? "" : " (" + path + ")")
        + ": "
        + words();
  }

  /// Says what it is, without the place.
  public String words() {
    return String.valueOf(getMessage());
  }
}
