package dev.muster.ssh.machine;

import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.SshCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// This machine's host keys, by which it speaks for its users (`HostbasedAuthentication`).
///
/// A key that may be read is used; who runs as root may. For another one OpenSSH's `ssh-keysign`
/// signs, which runs as root itself, and only if `/etc/ssh/ssh_config` says `EnableSSHKeysign yes`.
public final class OwnHostKeys {

  /// The signature algorithms that are used where nothing else is said; the order is OpenSSH's.
  public static final List<String> ALGORITHMS =
      List.of(
          "ssh-ed25519-cert-v01@openssh.com",
          "ecdsa-sha2-nistp256-cert-v01@openssh.com",
          "ecdsa-sha2-nistp384-cert-v01@openssh.com",
          "ecdsa-sha2-nistp521-cert-v01@openssh.com",
          "rsa-sha2-512-cert-v01@openssh.com",
          "rsa-sha2-256-cert-v01@openssh.com",
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "rsa-sha2-512",
          "rsa-sha2-256");

  private static final Path FOLDER = Path.of("/etc/ssh");
  private static final List<String> NAMES =
      List.of("ssh_host_ed25519_key", "ssh_host_ecdsa_key", "ssh_host_rsa_key");

  private final Path folder;
  private final Optional<KeySign> helper;
  private final List<Identity> found = new ArrayList<>();
  private boolean helped;

  private OwnHostKeys(Path folder, Optional<KeySign> helper) {
    this.folder = folder;
    this.helper = helper;
  }

  /// Returns what this machine can speak with. Reads files.
  ///
  /// @param algorithms what may be signed with, the preferred one first
  /// @param local who runs this, and where
  public static Hostbased find(List<String> algorithms, LocalSide local) {
    return find(FOLDER, KeySign.installed(), algorithms, local);
  }

  static Hostbased find(
      Path folder, Optional<KeySign> helper, List<String> algorithms, LocalSide local) {
    OwnHostKeys own = new OwnHostKeys(folder, helper);
    NAMES.forEach(own::add);
    own.found.removeIf(key -> key.algorithms().stream().noneMatch(algorithms::contains));
    if (own.found.isEmpty()) {
      return Hostbased.impossible(own.obstacle());
    }
    // ssh-keysign insists on the name that it finds itself, which is this one: it asks for the
    // socket where it could look up another, and no socket can be given to it from here.
    Hostbased.Names names =
        own.helped ? address -> local.hostName() : new OwnNames(local.hostName());
    return new Hostbased(own.found, algorithms, local.user(), names, "");
  }

  private void add(String name) {
    Path file = folder.resolve(name);
    Optional<Identity> key = held(file).or(() -> signedElsewhere(file));
    if (key.isPresent()) {
      certified(file, key.get()).ifPresent(found::add);
      found.add(key.get());
    }
  }

  private static Optional<Identity> held(Path file) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Identity.of(KeyFile.load(file, (_, _) -> Optional.empty())));
    } catch (KeyFileException e) {
      return Optional
          .empty(); // encrypted, or no key: a machine that uses it does so by other means
    }
  }

  private Optional<Identity> signedElsewhere(Path file) {
    Path half = file.resolveSibling(file.getFileName() + ".pub");
    if (helper.isEmpty() || !Files.isReadable(half)) {
      return Optional.empty();
    }
    try {
      Optional<Identity> key =
          Identity.of(KeyFile.readPublicBlob(half), file.toString(), helper.get());
      helped |= key.isPresent();
      return key;
    } catch (KeyFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<Identity> certified(Path file, Identity key) {
    Path certificate = file.resolveSibling(file.getFileName() + "-cert.pub");
    if (!Files.isReadable(certificate)) {
      return Optional.empty();
    }
    try {
      SshCertificate read = KeyFile.readCertificate(certificate);
      boolean fits = read.role() == SshCertificate.Role.HOST && key.hasBlob(read.key().blob());
      return fits ? Optional.of(key.withCertificate(read)) : Optional.empty();
    } catch (KeyFileException e) {
      return Optional.empty();
    }
  }

  private String obstacle() {
    boolean some = NAMES.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    if (!some) {
      return "this machine has no host key in " + folder;
    }
    return "no host key of this machine in "
        + folder
        + " may be used: they are for root, "
        + (helper.isPresent()
            ? "and HostbasedAcceptedAlgorithms leaves none for ssh-keysign"
            : "and there is no ssh-keysign");
  }
}
