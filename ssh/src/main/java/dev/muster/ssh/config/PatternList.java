package dev.muster.ssh.config;

import dev.muster.ssh.data.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Patterns with commas between, each of which a `!` turns round: a text is in the list if one of
/// them matches it and none of those with `!` does. Immutable.
final class PatternList {

  /// OpenSSH takes a list with a longer pattern for one that matches nothing from there on.
  private static final int MAX_PATTERN = 1022;

  private record Entry(Wildcard pattern, boolean negated) {}

  private final List<Entry> entries = new ArrayList<>(2);
  private final boolean tooLong;

  private PatternList(String list) {
    int at = 0;
    boolean longer = false;
    while (at < list.length() && !longer) {
      boolean negated = list.charAt(at) == '!';
      int begin = negated ? at + 1 : at;
      int comma = list.indexOf(',', begin);
      int end = comma < 0 ? list.length() : comma;
      longer = end - begin > MAX_PATTERN;
      entries.add(new Entry(Wildcard.of(list.substring(begin, end)), negated));
      at = end + 1;
    }
    this.tooLong = longer;
  }

  static PatternList of(String list) {
    return new PatternList(list);
  }

  /// Reads a list of names, whose case does not matter: texts are given in small letters.
  static PatternList ofNames(String list) {
    return new PatternList(list.toLowerCase(Locale.ROOT));
  }

  boolean matches(String text) {
    boolean found = false;
    for (Entry entry : entries) {
      if (entry.pattern.matches(text)) {
        if (entry.negated) {
          return false;
        }
        found = true;
      }
    }
    return found && !tooLong;
  }
}
