package dev.muster.ssh.trust;

import dev.muster.ssh.key.KeyType;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// From what and how it is decided whether a host is trusted. Immutable.
///
/// @param policy what is done with a key that is not on file
/// @param userFiles the user's own `known_hosts` files; new keys go into the first
/// @param globalFiles the machine's `known_hosts` files, which are only read
/// @param revokedFiles lists of keys that nobody may show, whatever the policy (`RevokedHostKeys`):
///   public keys line by line, or OpenSSH's binary form
/// @param hashNames whether names are hidden by a hash when they are put on file (`HashKnownHosts`)
/// @param authorityAlgorithms by which an authority may have signed a certificate
///   (`CASignatureAlgorithms`)
/// @param clock tells when certificates are judged; any thread asks it
public record HostKeyOptions(
    HostKeyPolicy policy,
    List<Path> userFiles,
    List<Path> globalFiles,
    List<Path> revokedFiles,
    boolean hashNames,
    List<String> authorityAlgorithms,
    InstantSource clock) {

  /// What an authority on a security token signs with: such a certificate is not read, yet lists
  /// may name them.
  private static final List<String> TOKENS =
      List.of("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com");

  /// Copies the lists and checks the names of algorithms.
  public HostKeyOptions {
    userFiles = List.copyOf(userFiles);
    globalFiles = List.copyOf(globalFiles);
    revokedFiles = List.copyOf(revokedFiles);
    authorityAlgorithms = List.copyOf(authorityAlgorithms);
    List<String> all = algorithms();
    for (String name : authorityAlgorithms) {
      if (!all.contains(name) && !TOKENS.contains(name)) {
        throw new IllegalArgumentException(
            "signature algorithm \"" + name + "\" is not known here; choose from " + all);
      }
    }
  }

  private static List<String> algorithms() {
    List<String> names = new ArrayList<>();
    for (KeyType type : KeyType.values()) {
      names.addAll(type.algorithms());
    }
    return names;
  }

  /// Returns options with nothing revoked, plain names, every algorithm there is and this machine's
  /// clock.
  public static HostKeyOptions of(
      HostKeyPolicy policy, List<Path> userFiles, List<Path> globalFiles) {
    return new HostKeyOptions(
        policy, userFiles, globalFiles, List.of(), false, algorithms(), InstantSource.system());
  }

  /// Returns these with other lists of revoked keys.
  public HostKeyOptions withRevokedFiles(List<Path> files) {
    return new HostKeyOptions(
        policy, userFiles, globalFiles, files, hashNames, authorityAlgorithms, clock);
  }

  /// Returns these with names written hashed or plain.
  public HostKeyOptions withHashedNames(boolean hashed) {
    return new HostKeyOptions(
        policy, userFiles, globalFiles, revokedFiles, hashed, authorityAlgorithms, clock);
  }

  /// Returns these with other algorithms for authorities.
  public HostKeyOptions withAuthorityAlgorithms(List<String> names) {
    return new HostKeyOptions(
        policy, userFiles, globalFiles, revokedFiles, hashNames, names, clock);
  }

  /// Returns these with another clock.
  public HostKeyOptions withClock(InstantSource other) {
    return new HostKeyOptions(
        policy, userFiles, globalFiles, revokedFiles, hashNames, authorityAlgorithms, other);
  }
}
