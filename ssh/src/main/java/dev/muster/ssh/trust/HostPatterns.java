package dev.muster.ssh.trust;

import java.util.ArrayList;
import java.util.List;

/// The names of one line with `*`, `?` or `!` among them: a list that matches if one of its
/// patterns does and none with `!` does.
final class HostPatterns {

  private final List<String> wanted = new ArrayList<>();
  private final List<String> unwanted = new ArrayList<>();

  /// Takes a list in lower case with commas.
  HostPatterns(String list) {
    for (String pattern : list.split(",", -1)) {
      if (pattern.startsWith("!")) {
        unwanted.add(pattern.substring(1));
      } else {
        wanted.add(pattern);
      }
    }
  }

  /// Returns whether a list of names holds a pattern.
  static boolean isPattern(String list) {
    return list.indexOf('*') >= 0 || list.indexOf('?') >= 0 || list.indexOf('!') >= 0;
  }

  boolean matches(String name) {
    return !any(unwanted, name) && any(wanted, name);
  }

  private static boolean any(List<String> patterns, String name) {
    for (String pattern : patterns) {
      if (matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /// Matches without recursion: after a mismatch the last `*` takes one character more. Its time is
  /// at most the product of both lengths.
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int taken = 0;
    while (n < name.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (wanted == '*') {
        star = p++;
        taken = n;
      } else if (wanted == '?' || (p < pattern.length() && wanted == name.charAt(n))) {
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
