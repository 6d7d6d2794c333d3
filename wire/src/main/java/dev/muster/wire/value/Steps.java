package dev.muster.wire.value;

import org.jspecify.annotations.Nullable;

/// The steps of the way to a place in a value.
final class Steps {

  /// The longest key that is shown.
  private static final int LONGEST = 40;

  /// The most characters of a text of others that are shown.
  private static final int MOST = 200;

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
    int shown = Math.min(text.length(), MOST);
    StringBuilder quoted = new StringBuilder(shown + 2).append('"');
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      if (c < ' ' || (c > '~' && !Character.isLetterOrDigit(c))) {
        quoted.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(shown < text.length() ? "…\"" : "\"").toString();
  }

  /// Returns the exception for what code of others threw.
  ///
  /// @throws VirtualMachineError if that is none of a value: there is no memory, or the JVM is
  ///   broken
  static ValueException failed(String what, @Nullable Throwable thrown) {
    if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
      throw error;
    }
    String why;
    try {
      why = String.valueOf(thrown);
    } catch (RuntimeException e) {
      why = "an exception that cannot say what it is";
    }
    String cut = why.length() > MOST ? why.substring(0, MOST) + "…" : why;
    return new ValueException(what + ": " + cut, thrown);
  }
}
