package dev.muster.model;

import java.time.Duration;
import java.util.Locale;

/// Times as people write them: `250ms`, `10s`, `1m30s`, `2h`, `1d`; a bare number is seconds.
public final class Durations {

  private static final String WANTED = "write it like 250ms, 10s, 1m30s, 2h or 1d";
  private static final long MAX_MILLIS = Duration.ofDays(3650).toMillis();

  private Durations() {}

  /// Reads a time.
  ///
  /// @throws IllegalArgumentException if `text` is no time, or more than ten years
  public static Duration parse(String text) {
    long millis = 0;
    int at = 0;
    long lastUnit = Long.MAX_VALUE;
    while (at < text.length()) {
      int digits = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      int unitAt = at;
      while (at < text.length() && !isDigit(text.charAt(at))) {
        at++;
      }
      String unitName = text.substring(unitAt, at);
      long unit = unitName.isEmpty() && digits == 0 ? 1000 : unitMillis(unitName);
      if (unitAt == digits || unitAt - digits > 12 || unit == 0 || unit >= lastUnit) {
        throw refusal(text, WANTED);
      }
      long count = Long.parseLong(text, digits, unitAt, 10);
      if (count > MAX_MILLIS / unit || millis > MAX_MILLIS - count * unit) {
        throw refusal(text, "ten years are the most");
      }
      millis += count * unit;
      lastUnit = unit;
    }
    if (text.isEmpty()) {
      throw refusal(text, WANTED);
    }
    return Duration.ofMillis(millis);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> 0;
    };
  }

  private static IllegalArgumentException refusal(String text, String next) {
    return new IllegalArgumentException("\"" + text + "\" is no time; " + next);
  }

  /// Returns half of `time`. [Duration#dividedBy] would load `BigDecimal`, whose first use takes a
  /// short program 15 ms.
  public static Duration half(Duration time) {
    return Duration.ofNanos(time.toNanos() / 2);
  }

  /// Returns a time that was asked for, so that [#parse] reads it back: `1m30s`. Parts below a
  /// millisecond are cut.
  public static String text(Duration time) {
    if (time.toMillis() == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    append(text, time.toDaysPart(), "d");
    append(text, time.toHoursPart(), "h");
    append(text, time.toMinutesPart(), "m");
    append(text, time.toSecondsPart(), "s");
    append(text, time.toMillisPart(), "ms");
    return text.toString();
  }

  /// Returns a time that was measured, as short as is of use: `87 ms`, `1.2 s`, `3m 07s`, `2h 05m`.
  public static String measured(Duration time) {
    long millis = time.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 59_950) {
      long tenths = (millis + 50) / 100;
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    long seconds = (millis + 500) / 1000;
    return seconds < 3600
        ? String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds / 60 % 60);
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
