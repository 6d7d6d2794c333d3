package dev.muster.model;

import java.nio.file.Path;
import java.util.List;

/// How host keys are checked.
///
/// @param mode what is done about a key that is not on file
/// @param userFiles the user's `known_hosts` files; a new key goes into the first
/// @param globalFiles the machine's `known_hosts` files, which are only read
/// @param revokedFiles lists of keys that no host may show (`RevokedHostKeys`)
/// @param hashNames whether names are hidden by a hash when they are written (`HashKnownHosts`)
/// @param alias the name under which all hosts are looked up (`HostKeyAlias`); empty for their own
/// @param authorityAlgorithms by which an authority may have signed a host's certificate
///   (`CASignatureAlgorithms`), in OpenSSH's form; empty for all there are
public record HostKeys(
    Mode mode,
    List<Path> userFiles,
    List<Path> globalFiles,
    List<Path> revokedFiles,
    boolean hashNames,
    String alias,
    String authorityAlgorithms) {

  /// What is done about a host key.
  public enum Mode {
    /// Only keys on file are trusted.
    STRICT,
    /// The key of a host that is not on file yet is trusted and written down; a changed key is
    /// refused.
    ACCEPT_NEW,
    /// Every host is connected to: whoever stands between can read and change everything. One whose
    /// key is another than the one on file, or revoked, is given no password, no agent and no
    /// forwarding.
    OFF
  }

  public HostKeys {
    userFiles = List.copyOf(userFiles);
    globalFiles = List.copyOf(globalFiles);
    revokedFiles = List.copyOf(revokedFiles);
  }

  /// Returns a strict check against the usual files: `~/.ssh/known_hosts`, `~/.ssh/known_hosts2`,
  /// `/etc/ssh/ssh_known_hosts`, `/etc/ssh/ssh_known_hosts2`.
  public static HostKeys standard() {
    Path home = SshSettings.home().resolve(".ssh");
    Path etc = Path.of("/etc/ssh");
    return new HostKeys(
        Mode.STRICT,
        List.of(home.resolve("known_hosts"), home.resolve("known_hosts2")),
        List.of(etc.resolve("ssh_known_hosts"), etc.resolve("ssh_known_hosts2")),
        List.of(),
        false,
        "",
        "");
  }

  /// Returns these with another mode.
  public HostKeys withMode(Mode other) {
    return new HostKeys(
        other, userFiles, globalFiles, revokedFiles, hashNames, alias, authorityAlgorithms);
  }

  /// Returns these with other files of the user.
  public HostKeys withUserFiles(List<Path> files) {
    return new HostKeys(
        mode, files, globalFiles, revokedFiles, hashNames, alias, authorityAlgorithms);
  }

  /// Returns these with other files of the machine.
  public HostKeys withGlobalFiles(List<Path> files) {
    return new HostKeys(
        mode, userFiles, files, revokedFiles, hashNames, alias, authorityAlgorithms);
  }

  /// Returns these with other lists of revoked keys.
  public HostKeys withRevokedFiles(List<Path> files) {
    return new HostKeys(mode, userFiles, globalFiles, files, hashNames, alias, authorityAlgorithms);
  }

  /// Returns these with names written hashed or plain.
  public HostKeys withHashedNames(boolean hashed) {
    return new HostKeys(
        mode, userFiles, globalFiles, revokedFiles, hashed, alias, authorityAlgorithms);
  }

  /// Returns these with one name for all hosts.
  public HostKeys withAlias(String name) {
    return new HostKeys(
        mode, userFiles, globalFiles, revokedFiles, hashNames, name, authorityAlgorithms);
  }

  /// Returns these with other algorithms for authorities.
  public HostKeys withAuthorityAlgorithms(String list) {
    return new HostKeys(mode, userFiles, globalFiles, revokedFiles, hashNames, alias, list);
  }

  /// By what differs most often, as [Login#hashCode].
  @Override
  public int hashCode() {
    return 31 * userFiles.hashCode() + alias.hashCode();
  }
}
