package dev.muster.tools;

import java.util.Locale;

/// Who may do what with a file.
///
/// @param permissions four octal digits, such as `0644` or `4755`
/// @param owner the owner's name, or number where the host knows no name
/// @param group the same for the group
public record Access(String permissions, String owner, String group) {

  private static final int ALL_BITS = 07777;

  public Access {
    permissions = text(bits(permissions));
  }

  /// Returns the bits that octal digits stand for.
  ///
  /// @throws IllegalArgumentException if they stand for none
  static int bits(String permissions) {
    if (!permissions.matches("[0-7]{3,4}")) {
      throw new IllegalArgumentException(
          "permissions are three or four octal digits such as 0644, got \"" + permissions + "\"");
    }
    return Integer.parseInt(permissions, 8);
  }

  static String text(int bits) {
    return String.format(Locale.ROOT, "%04o", bits & ALL_BITS);
  }
}
