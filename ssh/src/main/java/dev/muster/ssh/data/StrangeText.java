package dev.muster.ssh.data;

import java.util.ArrayList;
import java.util.List;

/// Text of a stranger in a form that can be shown in a message.
public final class StrangeText {

  private static final int SHOWN = 200;

  private static final int SHOWN_NAMES = 64;

  private StrangeText() {}

  /// Returns the first 64 of `names`, each as it can be shown.
  public static List<String> shown(List<String> names) {
    List<String> shown = new ArrayList<>();
    for (String name : names.subList(0, Math.min(names.size(), SHOWN_NAMES))) {
      shown.add(shown(name));
    }
    if (names.size() > SHOWN_NAMES) {
      shown.add("…");
    }
    return List.copyOf(shown);
  }

  /// Returns `text` cut to 200 characters and in one line, with every character replaced that
  /// controls how others are shown: an escape sequence in a server's message would otherwise reach
  /// the administrator's terminal.
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), SHOWN) + 1);
    int at = 0;
    for (int count = 0; at < text.length() && count < SHOWN; count++) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      shown.appendCodePoint(isHidden(codePoint) ? '?' : codePoint);
    }
    return at < text.length() ? shown.append('…').toString() : shown.toString();
  }

  private static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
