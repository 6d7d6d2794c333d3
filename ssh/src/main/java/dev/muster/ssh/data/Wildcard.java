package dev.muster.ssh.data;

/// A pattern of OpenSSH's files: `*` stands for any text, `?` for any character. Immutable;
/// matching takes time in proportion to the product of the lengths at worst, whatever the pattern.
public final class Wildcard {

  private final String pattern;
  private final boolean literal;

  private Wildcard(String pattern) {
    this.pattern = pattern;
    this.literal = pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
  }

  /// Returns the pattern that is written like that.
  public static Wildcard of(String pattern) {
    return new Wildcard(pattern);
  }

  /// Returns whether `pattern` matches the whole of `text`.
  public static boolean matches(String pattern, String text) {
    return of(pattern).matches(text);
  }

  /// Whether it stands for exactly one text.
  public boolean isLiteral() {
    return literal;
  }

  /// Returns it as it is written.
  public String text() {
    return pattern;
  }

  /// Returns whether it matches the whole of `text`.
  public boolean matches(String text) {
    return literal ? pattern.equals(text) : glob(text);
  }

  /// Goes back to the last `*` only: what an earlier one could take, the last one can take too, so
  /// a hostile pattern such as `*a*a*a*b` costs no more than its length times the text's.
  private boolean glob(String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && wanted == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && (wanted == '?' || wanted == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
