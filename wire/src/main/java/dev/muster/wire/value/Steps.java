package dev.muster.wire.value;

import org.jspecify.annotations.Nullable;

/// The steps of the way to a place in a value.
final class Steps {

  private static final int LONGEST = 40;

  private Steps() {}

  /// Returns the step to an entry of a map: by its key if that is short, else by its place.
  static String entry(String of, @Nullable Object key, int place) {
    if (key instanceof String text && text.length() <= LONGEST) {
      return "[" + of + quoted(text) + "]";
    }
    boolean shown = key instanceof Number || key instanceof Enum<?>;
    return shown && of.isEmpty() ? "[" + key + "]" : "[" + of + "#" + place + "]";
  }

  /// Returns a text of others in quotes and on one line, cut if it is long.
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), 200); i++) {
      char c = text.charAt(i);
      boolean plain = Character.isLetterOrDigit(c) || (c >= ' ' && c < 0x7f);
      if (plain) {
        quoted.append(c);
      } else {
        quoted.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      }
    }
    return quoted.append(text.length() > 200 ? "…\"" : "\"").toString();
  }
}
