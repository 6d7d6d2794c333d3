package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/// Brings owner, group and permissions of files to what was asked for.
final class Ownership {

  /// The bits by which a file runs as its owner or group; the system takes them off when that
  /// changes.
  private static final int SET_ID = 06000;

  private Ownership() {}

  /// Returns what was asked for, with what is there for what was not said.
  static Access wanted(FileOptions options, Access there) throws IOException {
    return new Access(
        options.permissions().orElse(there.permissions()),
        options.owner().isPresent() ? user(options.owner().get()) : there.owner(),
        options.group().isPresent() ? group(options.group().get()) : there.group());
  }

  private static String user(String name) throws IOException {
    try {
      return lookup().lookupPrincipalByName(name).getName();
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("there is no user \"" + name + "\" on this host", e);
    }
  }

  private static String group(String name) throws IOException {
    try {
      return lookup().lookupPrincipalByGroupName(name).getName();
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("there is no group \"" + name + "\" on this host", e);
    }
  }

  private static UserPrincipalLookupService lookup() {
    return Path.of("/").getFileSystem().getUserPrincipalLookupService();
  }

  /// Takes down what of it differs, and brings it about.
  static void bring(Path path, Access there, Access wanted, ChangeLog log) throws IOException {
    if (tell(path, there, wanted, log)) {
      set(path, there, wanted);
    }
  }

  /// Takes down what of it differs.
  ///
  /// @return whether to bring it about
  static boolean tell(Path path, Access there, Access wanted, ChangeLog log) {
    boolean owner = tell(path, "owner", there.owner(), wanted.owner(), log);
    boolean group = tell(path, "group", there.group(), wanted.group(), log);
    boolean bits = tell(path, "permissions", there.permissions(), wanted.permissions(), log);
    return owner || group || bits;
  }

  private static boolean tell(Path path, String what, String there, String wanted, ChangeLog log) {
    return !there.equals(wanted) && log.differs(path + ": " + what + " " + there + " to " + wanted);
  }

  /// Sets what differs.
  static void set(Path path, Access there, Access wanted) throws IOException {
    boolean moves = false;
    if (!there.owner().equals(wanted.owner())) {
      moves = true;
      Files.setAttribute(
          path,
          "unix:owner",
          lookup().lookupPrincipalByName(wanted.owner()),
          LinkOption.NOFOLLOW_LINKS);
    }
    if (!there.group().equals(wanted.group())) {
      moves = true;
      Files.setAttribute(
          path,
          "unix:group",
          lookup().lookupPrincipalByGroupName(wanted.group()),
          LinkOption.NOFOLLOW_LINKS);
    }
    int bits = Access.bits(wanted.permissions());
    boolean cleared = moves && (bits & SET_ID) != 0;
    if (cleared || !there.permissions().equals(wanted.permissions())) {
      Files.setAttribute(path, "unix:mode", bits, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
