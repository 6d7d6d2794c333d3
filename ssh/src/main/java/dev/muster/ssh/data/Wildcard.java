package dev.muster.ssh.data;

/// Patterns of OpenSSH's files: `*` stands for any characters, `?` for one.
public final class Wildcard {

  private Wildcard() {}

  /// Returns whether `text` holds a `*` or a `?`.
  public static boolean isIn(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /// Returns whether `pattern` matches the whole of `text`.
  ///
  /// Without recursion: after a mismatch the last `*` takes one character more. Its time is at most
  /// the product of both lengths.
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int n = 0;
    int star = -1;
    int taken = 0;
    while (n < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (wanted == '*') {
        star = p++;
        taken = n;
      } else if (wanted == '?' || (p < pattern.length() && wanted == text.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++taken;
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
