package dev.muster.tools;

import java.util.Optional;

/// How a file, folder or link is to be, beside its content. What is not said stays as it is; what
/// is new gets permissions 0644, a folder 0755, and belongs to the agent's user.
///
/// @param permissions three or four octal digits
/// @param owner a user's name or number
/// @param group a group's name or number
/// @param inPlace whether a file is overwritten where it stands. Without it the new content comes
///   under another name, reaches the disk and takes the place of the old in one step, so that
///   nobody ever sees half of it; that cannot be done to a file that is itself a mount, as
///   `/etc/hosts` is in containers
/// @param diff whether the diff of a change is shown
public record FileOptions(
    Optional<String> permissions,
    Optional<String> owner,
    Optional<String> group,
    boolean inPlace,
    ShowDiff diff) {

  /// Whether the diff of a change is shown.
  public enum ShowDiff {
    /// Unless the file is one that not everybody may read, before or after: it may hold a secret,
    /// and diffs end up in logs.
    UNLESS_PRIVATE,
    ALWAYS,
    NEVER
  }

  public FileOptions {
    permissions.ifPresent(Access::bits);
    owner.ifPresent(FileOptions::checkName);
    group.ifPresent(FileOptions::checkName);
  }

  private static void checkName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of an owner or group is empty");
    }
  }

  /// Returns options that leave everything as it is.
  public static FileOptions kept() {
    return new FileOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), false, ShowDiff.UNLESS_PRIVATE);
  }

  /// Returns this with permissions.
  ///
  /// @param octal three or four octal digits, such as `0640`
  public FileOptions withPermissions(String octal) {
    return new FileOptions(Optional.of(octal), owner, group, inPlace, diff);
  }

  /// Returns this with an owner and a group.
  public FileOptions ownedBy(String user, String group) {
    return new FileOptions(permissions, Optional.of(user), Optional.of(group), inPlace, diff);
  }

  /// Returns this for files that can only be overwritten where they stand.
  public FileOptions overwriting() {
    return new FileOptions(permissions, owner, group, true, diff);
  }

  /// Returns this with another say on diffs.
  public FileOptions showing(ShowDiff diff) {
    return new FileOptions(permissions, owner, group, inPlace, diff);
  }

  /// Returns this with what is there for what was not said.
  FileOptions or(Access there) {
    return new FileOptions(
        Optional.of(permissions.orElse(there.permissions())),
        Optional.of(owner.orElse(there.owner())),
        Optional.of(group.orElse(there.group())),
        inPlace,
        diff);
  }

  /// Returns this with permissions for something new, if none were said.
  FileOptions orPermissions(String octal) {
    return permissions.isPresent() ? this : withPermissions(octal);
  }
}
