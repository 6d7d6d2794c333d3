package dev.muster.host;

import dev.muster.host.HostPattern.Piece;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/// Reads one expression of the grammar in [HostSet], left to right, in one pass.
///
/// For use by one thread, once.
final class HostExpression {

  /// What joins an operand to what stands before it.
  private enum Operator {
    UNION(','),
    DIFFERENCE('!'),
    INTERSECTION('&'),
    SYMMETRIC_DIFFERENCE('^');

    private final char sign;

    Operator(char sign) {
      this.sign = sign;
    }
  }

  private final String text;
  private final Refusal refusal;
  private final SequencedSet<String> names = new LinkedHashSet<>();
  private int at;

  private HostExpression(String text) {
    this.text = text;
    this.refusal = new Refusal("host set", text);
  }

  /// Returns the names `text` stands for, in the order of [HostSet]; none if it is blank.
  ///
  /// @throws IllegalArgumentException if `text` is no expression, or stands for too many hosts
  static SequencedSet<String> evaluate(String text) {
    return new HostExpression(text).evaluate();
  }

  private SequencedSet<String> evaluate() {
    skipBlanks();
    if (at == text.length()) {
      return names;
    }
    join(Operator.UNION);
    skipBlanks();
    while (at < text.length()) {
      int sign = at;
      Operator operator = operator();
      skipBlanks();
      if (operator == Operator.UNION && at < text.length() && text.charAt(at) == '!') {
        sign = at;
        operator = operator(); // ",!" is how a list of hosts says "but not"
        skipBlanks();
      }
      if (at == text.length()) {
        throw operatorLacks(sign, "has no host after it");
      }
      join(operator);
      skipBlanks();
    }
    return names;
  }

  private void join(Operator operator) {
    if (isOperator(text.charAt(at))) {
      throw operatorLacks(at, "has no host before it");
    }
    int start = at;
    HostPattern pattern = pattern();
    checkSize(pattern, start);
    switch (operator) {
      case UNION -> pattern.expand(name -> names.add(checked(name, start)));
      case DIFFERENCE -> pattern.expand(name -> names.remove(checked(name, start)));
      case INTERSECTION -> names.retainAll(setOf(pattern, start));
      case SYMMETRIC_DIFFERENCE -> setOf(pattern, start).forEach(this::toggle);
    }
  }

  private void toggle(String name) {
    if (!names.remove(name)) {
      names.add(name);
    }
  }

  private Set<String> setOf(HostPattern pattern, int start) {
    var set = new LinkedHashSet<String>();
    pattern.expand(name -> set.add(checked(name, start)));
    return set;
  }

  private String checked(String name, int start) {
    HostName.checkStart(name, start, refusal);
    return name;
  }

  private void checkSize(HostPattern pattern, int start) {
    HostName.checkLength(pattern.longest(), start, refusal);
    long count = pattern.count();
    if (count > HostSet.MAX_HOSTS) {
      throw refusal.at(
          start, "expression", "stands for " + counted(count) + " hosts; " + HostSet.MOST);
    }
    if (names.size() + count > HostSet.MAX_HOSTS) {
      throw refusal.at(
          start,
          "expression",
          "adds %s hosts to %s; %s"
              .formatted(HostSet.grouped(count), HostSet.grouped(names.size()), HostSet.MOST));
    }
  }

  private static String counted(long count) {
    return count == Long.MAX_VALUE ? "2^63 or more" : HostSet.grouped(count);
  }

  /// Reads an operand: all up to a blank, an operator or the end.
  private HostPattern pattern() {
    var pieces = new ArrayList<Piece>();
    int start = at;
    while (at < text.length() && !HostName.endsBefore(text.charAt(at))) {
      int end = HostName.addressEnd(text, at);
      char c = text.charAt(at);
      if (end > at) {
        at = end;
      } else if (c == '[' || c == '{') {
        addText(pieces, start);
        pieces.add(choice());
        start = at;
      } else {
        checkNamePart();
        at += Character.charCount(text.codePointAt(at));
      }
    }
    addText(pieces, start);
    return new HostPattern(pieces);
  }

  private void addText(List<Piece> pieces, int start) {
    if (at > start) {
      pieces.add(new Piece.Text(text.substring(start, at)));
    }
  }

  private void checkNamePart() {
    int codePoint = text.codePointAt(at);
    if (codePoint == ']' || codePoint == '}') {
      throw refusal.at(at, Refusal.character(codePoint), "closes nothing");
    }
    if (!HostName.allows(codePoint)) {
      throw refusal.at(at, Refusal.character(codePoint), "cannot stand in a host name");
    }
  }

  private Piece choice() {
    var list = new HostList(text, at, refusal);
    var choice = new Piece.Choice(list.members());
    at = list.end();
    return choice;
  }

  private Operator operator() {
    char c = text.charAt(at);
    for (Operator operator : Operator.values()) {
      if (operator.sign == c) {
        at++;
        return operator;
      }
    }
    checkNamePart();
    throw refusal.at(at - 1, "blank", "stands inside a name; write ',' between hosts");
  }

  private IllegalArgumentException operatorLacks(int index, String verdict) {
    return refusal.at(index, "operator '" + text.charAt(index) + "'", verdict);
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isOperator(char c) {
    return c == ',' || c == '!' || c == '&' || c == '^';
  }
}
