package dev.muster.ssh.config;

/// Names of the domain name system, as OpenSSH accepts them.
final class Domains {

  private Domains() {}

  /// Whether a name begins with a letter or digit and holds nothing but these, `-`, `_` and single
  /// dots.
  static boolean isValid(String name) {
    if (name.isEmpty() || !isLetterOrDigit(name.charAt(0))) {
      return false;
    }
    char last = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean known = c == '.' || c == '-' || c == '_' || isLetterOrDigit(c);
      if (!known || (c == '.' && last == '.')) {
        return false;
      }
      last = c;
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return Numbers.isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
