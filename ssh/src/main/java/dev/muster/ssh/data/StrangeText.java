package dev.muster.ssh.data;

/// Text of a stranger in a form that can be shown in a message.
public final class StrangeText {

  private static final int SHOWN = 200;

  private StrangeText() {}

  /// Returns `text` cut to 200 characters and with every control character replaced: an escape
  /// sequence in a server's message would otherwise reach the administrator's terminal.
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), SHOWN) + 1);
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
      shown.append(hidden ? '?' : c);
    }
    return text.length() > SHOWN ? shown.append('…').toString() : shown.toString();
  }
}
