package dev.muster.ssh.trust;

import dev.muster.ssh.data.Wildcard;
import java.util.ArrayList;
import java.util.List;

/// The names of one line with `*`, `?` or `!` among them: a list that matches if one of its
/// patterns does and none with `!` does.
final class HostPatterns {

  private final List<Wildcard> wanted = new ArrayList<>();
  private final List<Wildcard> unwanted = new ArrayList<>();

  /// Takes a list in lower case with commas.
  HostPatterns(String list) {
    for (String pattern : list.split(",", -1)) {
      if (pattern.startsWith("!")) {
        unwanted.add(Wildcard.of(pattern.substring(1)));
      } else {
        wanted.add(Wildcard.of(pattern));
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

  private static boolean any(List<Wildcard> patterns, String name) {
    for (Wildcard pattern : patterns) {
      if (pattern.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
