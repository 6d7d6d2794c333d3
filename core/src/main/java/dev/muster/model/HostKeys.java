package dev.muster.model;

import java.nio.file.Path;
import java.util.List;

/// How host keys are checked.
///
/// @param mode what is done about a key that is not on file
/// @param userFiles the user's `known_hosts` files; a new key goes into the first
/// @param globalFiles the machine's `known_hosts` files, which are only read
public record HostKeys(Mode mode, List<Path> userFiles, List<Path> globalFiles) {

  /// What is done about a host key.
  public enum Mode {
    /// Only keys on file are trusted.
    STRICT,
    /// The key of a host that is not on file yet is trusted and written down; a changed key is
    /// refused.
    ACCEPT_NEW,
    /// Every key is trusted: whoever stands between can read and change everything.
    OFF
  }

  public HostKeys {
    userFiles = List.copyOf(userFiles);
    globalFiles = List.copyOf(globalFiles);
  }

  /// Returns a strict check against the usual files: `~/.ssh/known_hosts`, `~/.ssh/known_hosts2`,
  /// `/etc/ssh/ssh_known_hosts`, `/etc/ssh/ssh_known_hosts2`.
  public static HostKeys standard() {
    Path home = SshSettings.home().resolve(".ssh");
    Path etc = Path.of("/etc/ssh");
    return new HostKeys(
        Mode.STRICT,
        List.of(home.resolve("known_hosts"), home.resolve("known_hosts2")),
        List.of(etc.resolve("ssh_known_hosts"), etc.resolve("ssh_known_hosts2")));
  }

  /// Returns these with another mode.
  public HostKeys withMode(Mode mode) {
    return new HostKeys(mode, userFiles, globalFiles);
  }

  /// Returns these with other files of the user.
  public HostKeys withUserFiles(List<Path> files) {
    return new HostKeys(mode, files, globalFiles);
  }

  /// Returns these with other files of the machine.
  public HostKeys withGlobalFiles(List<Path> files) {
    return new HostKeys(mode, userFiles, files);
  }
}
