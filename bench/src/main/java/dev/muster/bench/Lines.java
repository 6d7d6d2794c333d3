package dev.muster.bench;

import java.util.HashMap;
import java.util.Map;

/// Makes sure that nothing of the output of several hosts is lost, doubled or out of order.
///
/// Wants lines `HOST: NUMBER ...`, the numbers of each host counting up from 0 in twelve digits, as
/// the fleet's `-bytes` prints them.
final class Lines {

  private static final int DIGITS = 12;

  private final Map<String, Long> next = new HashMap<>();

  /// @throws NotPossible when the line is not the next one of its host
  void accept(String line) {
    int colon = line.indexOf(": ");
    if (colon < 0 || line.length() < colon + 2 + DIGITS) {
      throw new NotPossible("wanted a line 'HOST: NUMBER ...', got '" + line + "'");
    }
    String host = line.substring(0, colon);
    String number = line.substring(colon + 2, colon + 2 + DIGITS);
    long wanted = next.getOrDefault(host, 0L);
    if (!number.equals("%012d".formatted(wanted))) {
      throw new NotPossible("%s: wanted line %d, got '%s'".formatted(host, wanted, number));
    }
    next.put(host, wanted + 1);
  }

  /// How many lines each host has printed.
  Map<String, Long> counts() {
    return Map.copyOf(next);
  }
}
