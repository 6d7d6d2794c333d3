package dev.muster.host;

import dev.muster.host.HostPattern.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one list, `[01-20,30]` or `{rack-a,rack-b}`, out of an expression.
///
/// For use by one thread, once: [#members], then [#end].
final class HostList {

  /// Digits a number of a range may have; any such number, and any count of them, fits a `long`.
  static final int MAX_DIGITS = 15;

  private static final int SHOWN = 40;
  private static final Pattern RANGE = Pattern.compile("([0-9]+)-([0-9]+)(?:/([0-9]+))?");

  private final String text;
  private final int open;
  private final boolean braces;
  private final Refusal refusal;
  private final List<Member> members = new ArrayList<>();
  private int at;

  /// @param open where in `text` the list's bracket or brace is
  HostList(String text, int open, Refusal refusal) {
    this.text = text;
    this.open = open;
    this.braces = text.charAt(open) == '{';
    this.refusal = refusal;
    this.at = open;
  }

  /// Returns the index after the closing bracket.
  int end() {
    return at;
  }

  /// Reads the list.
  List<Member> members() {
    char closing = braces ? '}' : ']';
    do {
      at++;
      skipBlanks();
      members.add(member());
      skipBlanks();
      checkOpen();
    } while (text.charAt(at) == ',');
    if (text.charAt(at) != closing) {
      throw refusal.at(at - 1, "blank", "stands inside a list member; write ',' between members");
    }
    at++;
    return members;
  }

  private Member member() {
    int start = at;
    while (at < text.length() && !endsMember(text.charAt(at))) {
      checkCharacter();
      at += Character.charCount(text.codePointAt(at));
    }
    checkOpen();
    if (at == start) {
      throw refusal.at(start, "list member", "is empty; write at least one character");
    }
    return member(text.substring(start, at), start);
  }

  private Member member(String member, int start) {
    Matcher range = RANGE.matcher(member);
    if (range.matches()) {
      return range(range, start);
    }
    if (member.contains("..")) {
      throw refusal.at(start, quoted(member), "is no range; write a range as 1-3");
    }
    boolean plain = member.indexOf('-') < 0 && member.indexOf('/') < 0 && member.indexOf(':') < 0;
    if (!braces && !plain) {
      throw refusal.at(
          start,
          quoted(member),
          "is neither a number, nor a range such as 1-9 or 1-9/2, nor a word;"
              + " a word with '-', '/' or ':' goes in braces");
    }
    return new Member.Word(member);
  }

  private Member range(Matcher range, int start) {
    String first = range.group(1);
    String last = range.group(2);
    String step = range.group(3);
    long from = number(first, start);
    long to = number(last, start + range.start(2));
    long by = step == null ? 1 : number(step, start + range.start(3));
    if (from > to) {
      throw refusal.at(start, "range " + range.group(), "runs backwards");
    }
    if (by == 0) {
      throw refusal.at(start, "range " + range.group(), "has step 0; a step is 1 or more");
    }
    boolean padded = isPadded(first) || isPadded(last);
    if (padded && first.length() != last.length()) {
      throw refusal.at(
          start,
          "range " + range.group(),
          "mixes widths; pad both ends to the same number of digits");
    }
    return new Member.Range(from, to, by, padded ? first.length() : 0);
  }

  private long number(String digits, int start) {
    if (digits.length() > MAX_DIGITS) {
      throw refusal.at(
          start,
          "number of %d digits".formatted(digits.length()),
          "is too long; at most %d are allowed".formatted(MAX_DIGITS));
    }
    return Long.parseLong(digits);
  }

  private void checkOpen() {
    if (at == text.length()) {
      throw refusal.at(open, (braces ? "brace" : "bracket") + " opened", "is never closed");
    }
  }

  private void checkCharacter() {
    int codePoint = text.codePointAt(at);
    if (codePoint == '[' || codePoint == '{') {
      throw refusal.at(at, Refusal.character(codePoint), "opens a list inside the one" + opened());
    }
    if (codePoint == ']' || codePoint == '}') {
      throw refusal.at(at, Refusal.character(codePoint), "does not close the list" + opened());
    }
    if (!HostName.allows(codePoint)) {
      throw refusal.at(at, Refusal.character(codePoint), "cannot stand in a list");
    }
  }

  private String opened() {
    return " opened at column " + (open + 1);
  }

  private boolean endsMember(char c) {
    return c == ',' || c == (braces ? '}' : ']') || isBlank(c);
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isPadded(String digits) {
    return digits.length() > 1 && digits.charAt(0) == '0';
  }

  private static String quoted(String member) {
    boolean whole = member.length() <= SHOWN;
    return "\"" + (whole ? member : member.substring(0, SHOWN) + "…") + "\"";
  }
}
