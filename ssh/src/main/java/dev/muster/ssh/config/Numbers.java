package dev.muster.ssh.config;

/// Times, sizes and ports as `ssh_config(5)` writes them. Each answers -1 for what is none.
final class Numbers {

  private static final String UNITS = "BKMGTPE";

  private Numbers() {}

  /// Reads a time such as `90`, `90s`, `1h30m`; in seconds.
  static long seconds(String text) {
    long total = 0;
    int at = 0;
    while (at < text.length()) {
      int digits = at;
      while (digits < text.length() && isDigit(text.charAt(digits))) {
        digits++;
      }
      if (digits == at || digits - at > 10) {
        return -1;
      }
      long unit = digits == text.length() ? 1 : unit(text.charAt(digits));
      long seconds = Long.parseLong(text.substring(at, digits));
      total += seconds * unit;
      if (unit < 0 || total > Integer.MAX_VALUE) {
        return -1;
      }
      at = digits + 1;
    }
    return text.isEmpty() ? -1 : total;
  }

  private static long unit(char letter) {
    return switch (letter) {
      case 's', 'S' -> 1;
      case 'm', 'M' -> 60;
      case 'h', 'H' -> 3600;
      case 'd', 'D' -> 86_400;
      case 'w', 'W' -> 604_800;
      default -> -1;
    };
  }

  /// Reads bytes such as `4096`, `1G`, `1.5M`.
  static long bytes(String text) {
    int end = 0;
    int dot = -1;
    while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      if (text.charAt(end) == '.') {
        if (dot >= 0) {
          return -1;
        }
        dot = end;
      }
      end++;
    }
    String whole = text.substring(0, dot < 0 ? end : dot);
    if (end == 0 || whole.length() > 18 || text.length() - end > 1) {
      return -1;
    }
    long bytes = whole.isEmpty() ? 0 : Long.parseLong(whole);
    if (end == text.length()) {
      return bytes;
    }
    int power = UNITS.indexOf(Character.toUpperCase(text.charAt(end)));
    return power < 0 ? -1 : scaled(bytes, dot < 0 ? "" : text.substring(dot + 1, end), 10 * power);
  }

  private static long scaled(long whole, String fraction, int shift) {
    long unit = 1L << shift;
    if (whole > Long.MAX_VALUE / unit) {
      return -1;
    }
    String digits = fraction.length() > 17 ? fraction.substring(0, 17) : fraction;
    double part = digits.isEmpty() ? 0 : Double.parseDouble("0." + digits) * unit;
    return whole * unit + (long) part;
  }

  /// Reads a number from 0 to 2147483647.
  static long integer(String text) {
    if (text.isEmpty() || text.length() > 10) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return -1;
      }
    }
    long number = Long.parseLong(text);
    return number > Integer.MAX_VALUE ? -1 : number;
  }

  /// Reads a port, 0 to 65535.
  static int port(String text) {
    long number = integer(text);
    return number > 65_535 ? -1 : (int) number;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
