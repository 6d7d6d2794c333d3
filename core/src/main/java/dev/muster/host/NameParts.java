package dev.muster.host;

import java.util.Arrays;
import java.util.Comparator;

/// A name taken apart for sorting and folding: its text with a mark for each number, and the
/// numbers.
///
/// `web07-ib` is the kind `web⧫-ib` and the number `07`. A number is packed as its count of digits
/// above its value, so that `7` and `07` differ and plain `long` order is the order of the fold:
/// fewer digits first, then by value. A run of more digits than [HostList#MAX_DIGITS], and what
/// stands in an address in brackets, counts as text.
final class NameParts {

  /// Stands for a number in a kind; no name holds it.
  static final char MARK = '\0';

  /// The order of the fold: by kind, then by the numbers from left to right.
  static final Comparator<NameParts> ORDER =
      Comparator.comparing(NameParts::kind).thenComparing(NameParts::numbers, Arrays::compare);

  private static final int VALUE_BITS = 50; // 10^15 < 2^50

  private final String name;
  private final String kind;
  private final long[] numbers;

  private NameParts(String name, String kind, long[] numbers) {
    this.name = name;
    this.kind = kind;
    this.numbers = numbers;
  }

  static NameParts of(String name) {
    var kind = new StringBuilder(name.length());
    long[] numbers = new long[8];
    int found = 0;
    int at = 0;
    while (at < name.length()) {
      int end = textEnd(name, at);
      if (end > at) {
        kind.append(name, at, end);
      } else {
        end = digitsEnd(name, at);
        numbers = found == numbers.length ? Arrays.copyOf(numbers, found * 2) : numbers;
        numbers[found++] = pack(name, at, end);
        kind.append(MARK);
      }
      at = end;
    }
    return new NameParts(name, kind.toString(), Arrays.copyOf(numbers, found));
  }

  String name() {
    return name;
  }

  /// Returns the text, each number replaced by [#MARK].
  String kind() {
    return kind;
  }

  /// Returns the numbers from left to right, packed; the caller must not change them.
  long[] numbers() {
    return numbers;
  }

  /// Returns the value of a packed number.
  static long value(long packed) {
    return packed & ((1L << VALUE_BITS) - 1);
  }

  /// Returns how many digits a packed number is written with.
  static int digits(long packed) {
    return (int) (packed >>> VALUE_BITS);
  }

  /// Returns a packed number as it is written.
  static String text(long packed) {
    String digits = Long.toString(value(packed));
    return "0".repeat(digits(packed) - digits.length()) + digits;
  }

  private static long pack(String name, int from, int to) {
    return ((long) (to - from) << VALUE_BITS) | Long.parseLong(name, from, to, 10);
  }

  /// Returns where the text at `from` ends; `from` if a number stands there.
  private static int textEnd(String name, int from) {
    int addressEnd = HostName.addressEnd(name, from);
    if (addressEnd > from) {
      return addressEnd;
    }
    int digitsEnd = digitsEnd(name, from);
    if (digitsEnd == from) {
      return from + 1;
    }
    return digitsEnd - from > HostList.MAX_DIGITS ? digitsEnd : from;
  }

  private static int digitsEnd(String name, int from) {
    int at = from;
    while (at < name.length() && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
