package dev.muster.tools;

/// What users and groups may be called.
final class AccountName {

  private static final long MOST_NUMBER = 0xFFFF_FFFEL;

  private AccountName() {}

  /// The attack this prevents: a name that a program reads as an option, or that adds a line to a
  /// list of users.
  static void check(String what, String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?")) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is no name of a "
              + what
              + "; use letters, digits, _ . -, 32 at most, a letter or _ first");
    }
  }

  static void checkNumber(String what, long number) {
    if (number < 0 || number > MOST_NUMBER) {
      throw new IllegalArgumentException("the number of a " + what + " is 0 to 4294967294");
    }
  }
}
