package dev.muster.host;

/// Numbers written as ranges: `1-3,5,08-10`.
///
/// Two are equal if their texts are, for the text says all.
///
/// @param first the lowest number, packed as in [NameParts]
/// @param text without brackets
/// @param single whether it is one number, which needs no brackets
record NumberRanges(long first, String text, boolean single) {

  /// Folds the numbers of `packed` from `from` to before `to`, which rise.
  static NumberRanges of(long[] packed, int from, int to) {
    if (to - from == 1) {
      return new NumberRanges(packed[from], NameParts.text(packed[from]), true);
    }
    var text = new StringBuilder();
    int start = from;
    for (int at = from + 1; at <= to; at++) {
      if (at == to || !follows(packed[start], packed[at - 1], packed[at])) {
        append(text, packed[start], packed[at - 1]);
        start = at;
      }
    }
    return new NumberRanges(packed[from], text.toString(), false);
  }

  /// Appends the ranges as they stand in an expression.
  void appendTo(StringBuilder expression) {
    if (single) {
      expression.append(text);
    } else {
      expression.append('[').append(text).append(']');
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberRanges(_, String otherText, _) && text.equals(otherText);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  private static void append(StringBuilder text, long first, long last) {
    if (!text.isEmpty()) {
      text.append(',');
    }
    text.append(NameParts.text(first));
    if (first != last) {
      text.append('-').append(NameParts.text(last));
    }
  }

  /// Returns whether `next` goes on the range from `start` to `last`: it is the next number, and as
  /// wide, or the range is not padded and a digit is gained as 9 becomes 10.
  private static boolean follows(long start, long last, long next) {
    if (NameParts.value(next) != NameParts.value(last) + 1) {
      return false;
    }
    boolean asWide = NameParts.digits(next) == NameParts.digits(last);
    return asWide || (isPlain(start) && isPlain(next));
  }

  private static boolean isPlain(long packed) {
    int digits = NameParts.digits(packed);
    return digits == 1 || NameParts.text(packed).charAt(0) != '0';
  }
}
