package dev.muster.host;

/// What a host's name may look like: the rules that every name in a [HostSet] obeys.
///
/// A name is what a later reader will take apart (`user@host:port`, an address, a spec); here it
/// only has to be one word that is safe to print, to pass as an argument and to fold.
final class HostName {

  /// Longest name, in UTF-16 units: four times the longest DNS name, so that a spec fits.
  static final int MAX_LENGTH = 1024;

  /// What the host-set grammar, shells and globs give a meaning to. Brackets have their own rule.
  private static final String REFUSED = "\"'`$;&|<>(){}[]!^,*?#";

  private static final String OPTION_VERDICT =
      "begins with '-' and would be taken for an option by the programs it is given to";

  private HostName() {}

  /// Returns whether `codePoint` may stand in a name outside an address in brackets.
  static boolean allows(int codePoint) {
    return REFUSED.indexOf(codePoint) < 0 && !Refusal.hidden(codePoint);
  }

  /// Returns whether a name is over where `c` stands: at a blank or an operator.
  static boolean endsBefore(char c) {
    return " \t,!&^".indexOf(c) >= 0;
  }

  /// Returns the index after the address in brackets (`[::1]`, `[fe80::1%eth0]`) that begins at
  /// `open`, or `open` if what stands there is no such address.
  ///
  /// An address begins a name or follows `@` or `:`, has two colons at least, and holds hexadecimal
  /// digits, colons, dots, and a zone after `%`. No list of ranges or words looks like that.
  static int addressEnd(String text, int open) {
    if (text.charAt(open) != '[' || !mayBeginAddress(text, open)) {
      return open;
    }
    int colons = 0;
    int at = open + 1;
    while (at < text.length() && isAddressPart(text.charAt(at))) {
      colons += text.charAt(at) == ':' ? 1 : 0;
      at++;
    }
    if (at < text.length() && text.charAt(at) == '%') {
      at = zoneEnd(text, at);
    }
    boolean closed = at < text.length() && text.charAt(at) == ']';
    return closed && colons >= 2 ? at + 1 : open;
  }

  /// Checks a name that is to be taken as it stands.
  ///
  /// @throws IllegalArgumentException if it breaks a rule; the message says which and where
  static void check(String name) {
    var refusal = new Refusal("host name", name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("host name \"\": a name has one character at least");
    }
    checkLength(name.length(), 0, refusal);
    checkStart(name, 0, refusal);
    int at = 0;
    while (at < name.length()) {
      int end = addressEnd(name, at);
      if (end == at) {
        int codePoint = name.codePointAt(at);
        if (!allows(codePoint)) {
          throw refusal.at(at, Refusal.character(codePoint), "cannot stand in a host name");
        }
        end = at + Character.charCount(codePoint);
      }
      at = end;
    }
  }

  /// Checks that `name`, written at `index` of the text that `refusal` is about, cannot be taken
  /// for an option or for the name of a group.
  static void checkStart(String name, int index, Refusal refusal) {
    char first = name.charAt(0);
    if (first == '-') {
      throw refusal.at(index, "host name", OPTION_VERDICT);
    }
    if (first == '@') {
      throw refusal.at(index, "'@'", "begins the name of a group, and a host set holds hosts only");
    }
    if (name.contains("@-")) {
      throw refusal.at(index, "the host after '@' in the name", OPTION_VERDICT);
    }
  }

  static void checkLength(long length, int index, Refusal refusal) {
    if (length > MAX_LENGTH) {
      throw refusal.at(
          index,
          "name of %d characters".formatted(length),
          "is too long; at most %d are allowed".formatted(MAX_LENGTH));
    }
  }

  private static boolean mayBeginAddress(String text, int open) {
    if (open == 0) {
      return true;
    }
    char before = text.charAt(open - 1);
    return before == '@' || before == ':' || endsBefore(before);
  }

  private static boolean isAddressPart(char c) {
    return c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0);
  }

  private static int zoneEnd(String text, int percent) {
    int at = percent + 1;
    while (at < text.length() && isZonePart(text.charAt(at))) {
      at++;
    }
    return at == percent + 1 ? percent : at;
  }

  private static boolean isZonePart(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "._~-".indexOf(c) >= 0);
  }
}
