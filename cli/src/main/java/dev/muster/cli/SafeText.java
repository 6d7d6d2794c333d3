package dev.muster.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text of others, made safe to show on a terminal.
///
/// The attack this prevents: a host that prints control sequences could move the cursor and rewrite
/// what other hosts printed, change the window's title, or make some terminals type commands of its
/// choice. So on a terminal every control character but the tab is shown in words: `^[` for ESC,
/// `^?` for DEL, `\x9b` for C1 controls, `\u202e` for characters that change the direction of text.
final class SafeText {

  private static final String HEX = "0123456789abcdef";

  private SafeText() {}

  /// Returns whether bytes are plain: printable ASCII and tabs.
  static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      if ((b < 0x20 && b != '\t') || b == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /// Returns `bytes`, read as UTF-8, with nothing in it that a terminal would obey.
  static byte[] of(byte[] bytes) {
    return isPlain(bytes)
        ? bytes
        : of(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  /// Writes lines with nothing in them that a terminal would obey; their line ends stay, `\r\n` as
  /// `\n`.
  static void lines(byte[] bytes, Channel channel) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        int to = i > from && bytes[i - 1] == '\r' ? i - 1 : i;
        channel.write(of(Arrays.copyOfRange(bytes, from, to)));
        channel.write('\n');
        from = i + 1;
      }
    }
    channel.write(of(Arrays.copyOfRange(bytes, from, bytes.length)));
  }

  /// Returns `text` with nothing in it that a terminal would obey.
  static String of(String text) {
    int at = 0;
    while (at < text.length() && isSafe(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    safe.append(text, 0, at);
    for (; at < text.length(); at++) {
      append(safe, text.charAt(at));
    }
    return safe.toString();
  }

  private static void append(StringBuilder safe, char c) {
    if (isSafe(c)) {
      safe.append(c);
    } else if (c < 0x20) {
      safe.append('^').append((char) (c + 0x40));
    } else if (c == 0x7F) {
      safe.append("^?");
    } else if (c < 0x100) {
      safe.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    } else {
      safe.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        safe.append(HEX.charAt((c >> shift) & 15));
      }
    }
  }

  /// Unsafe are the controls, the separators of lines and paragraphs, and what overrides the
  /// direction of text.
  private static boolean isSafe(char c) {
    if (c < 0x7F) {
      return c >= 0x20 || c == '\t';
    }
    return c >= 0xA0
        && c != 0x061C
        && !(c >= 0x200E && c <= 0x200F)
        && !(c >= 0x2028 && c <= 0x202E)
        && !(c >= 0x2066 && c <= 0x2069)
        && c != 0xFEFF;
  }
}
