package dev.muster.tools;

import java.util.Optional;

/// How a group of a host is to be. What is not said stays as it is.
///
/// @param name the group's name
/// @param gid its number; the host's choice for a new one unless said
/// @param isSystem whether a new one is one of the system's, with a low number
public record GroupSpec(String name, Optional<Long> gid, boolean isSystem) {

  public GroupSpec {
    AccountName.check("group", name);
    gid.ifPresent(number -> AccountName.checkNumber("group", number));
  }

  /// Returns a group of that name.
  public static GroupSpec of(String name) {
    return new GroupSpec(name, Optional.empty(), false);
  }

  /// Returns this with a number.
  public GroupSpec withGid(long gid) {
    return new GroupSpec(name, Optional.of(gid), isSystem);
  }

  /// Returns this as one of the system's.
  public GroupSpec ofSystem() {
    return new GroupSpec(name, gid, true);
  }
}
