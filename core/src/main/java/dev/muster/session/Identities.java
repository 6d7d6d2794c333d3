package dev.muster.session;

import dev.muster.model.Login;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.key.SshPublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys to authenticate with, found before anything runs: of files, of tokens, and of an agent.
final class Identities {

  private static final List<String> USUAL =
      List.of("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk");
  static final String PUBLIC = ".pub";
  private static final String CERTIFICATE = "-cert.pub";

  private final Agent agent;
  private final TokenKeys tokens;
  private final KeyRing ring;
  private final List<String> notes;
  private final List<Identity> found = new ArrayList<>();
  private boolean besideKeys = true;

  /// @param notes takes what the user should know though it stops nothing
  Identities(Agent agent, TokenKeys tokens, KeyRing ring, List<String> notes) {
    this.agent = agent;
    this.tokens = tokens;
    this.ring = ring;
    this.notes = notes;
  }

  /// Returns the keys in the order in which they are tried: certificates that were named, then keys
  /// that were named, then the tokens', then the agent's; or, if no key was named, the tokens', the
  /// agent's, and then the usual ones that are there.
  ///
  /// A key that was named on the command line and cannot be used is an error. Another one is passed
  /// over, and a note says so.
  ///
  /// @throws IllegalArgumentException if a named key or certificate cannot be used
  List<Identity> of(Login login) {
    List<Path> files = login.certificates();
    besideKeys = files.isEmpty();
    List<SshCertificate> certificates = new ArrayList<>();
    for (Path file : files) {
      try {
        certificates.add(KeyFile.readCertificate(file));
      } catch (KeyFileException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    addKeys(login);
    unlockTokens();
    List<Identity> all = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      certified(files.get(i), certificates.get(i)).ifPresent(all::add);
    }
    all.addAll(found);
    if (!agent.trouble().isEmpty() && (agent.isNamed() || all.isEmpty())) {
      notes.add(agent.trouble());
    }
    if (!tokens.trouble().isEmpty()) {
      notes.add(tokens.trouble());
    }
    return List.copyOf(all);
  }

  private void addKeys(Login login) {
    for (Path file : login.identities()) {
      try {
        addNamed(file);
      } catch (KeyFileException e) {
        passOver(file, e);
      }
    }
    if (!login.identitiesOnly()) {
      addAll(tokens.keys());
      addAll(agent.keys());
    }
    if (login.identities().isEmpty()) {
      Path home = Path.of(System.getProperty("user.home", "/"), ".ssh");
      for (String name : USUAL) {
        addUsual(home.resolve(name));
      }
    }
  }

  private void addAll(List<Identity> held) {
    for (Identity each : held) {
      add(each);
    }
  }

  /// Has the PINs given now of the tokens whose keys are used, if any: nobody is asked in the
  /// middle of a run. Where nobody gives one, the keys are left out.
  private void unlockTokens() {
    List<Identity> theirs = tokens.keys();
    if (found.stream().anyMatch(theirs::contains) && !tokens.unlock()) {
      found.removeAll(theirs);
    }
  }

  /// Returns the key that somebody holds elsewhere: a token, an agent.
  private Optional<Identity> heldElsewhere(byte[] blob) {
    return tokens.key(blob).or(() -> agent.key(blob));
  }

  /// Returns the key that a certificate is of, shown by the certificate; nothing if it cannot be
  /// used, and a note says so.
  private Optional<Identity> certified(Path file, SshCertificate certificate) {
    if (certificate.role() != SshCertificate.Role.USER) {
      notes.add(file + ": is for a host and lets no user in; the certificate is not used");
      return Optional.empty();
    }
    byte[] blob = certificate.key().blob();
    Optional<Identity> key =
        found.stream().filter(each -> each.hasBlob(blob)).findFirst().or(() -> heldElsewhere(blob));
    if (key.isEmpty()) {
      notes.add(
          file
              + ": is of "
              + certificate.key()
              + ", which is in no key file that was named, on no token and in no agent; the certificate is not"
              + " used");
    }
    return key.map(each -> each.withCertificate(certificate));
  }

  /// A key file that the command line names must be there; one that a configuration names may be
  /// missing, as with OpenSSH.
  private void passOver(Path file, KeyFileException e) {
    if (ring.isNamed(file)) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (Files.isRegularFile(file)) {
      notes.add(e.getMessage() + "; the key is not used");
    }
  }

  private void add(Identity identity) {
    if (!found.contains(identity)) {
      found.add(identity);
    }
  }

  /// A file that cannot be used itself, for it is encrypted, on a token or public, stands for the
  /// token's or the agent's key with the same public half.
  private void addNamed(Path file) throws KeyFileException {
    if (!file.toString().endsWith(PUBLIC) && ring.isThere(file)) {
      if (!ring.isKept(file)) {
        KeyFile.checkPermissions(file);
      }
      addPrivate(file);
      return;
    }
    Path half = file.toString().endsWith(PUBLIC) ? file : beside(file, PUBLIC);
    if (!Files.exists(half)) {
      KeyFile.load(file, (_, _) -> Optional.empty()); // says that there is no such file
      return;
    }
    Optional<Identity> held = heldElsewhere(KeyFile.readPublicBlob(half));
    if (held.isEmpty() && !ring.isNamed(file)) {
      return;
    }
    if (held.isEmpty()) {
      throw new IllegalArgumentException(
          half + " is a public key whose private half no token and no agent holds" + why());
    }
    add(held.get());
  }

  private String why() {
    if (!tokens.trouble().isEmpty()) {
      return ": " + tokens.trouble();
    }
    return agent.trouble().isEmpty() ? "; run ssh-add" : ": " + agent.trouble();
  }

  private void addPrivate(Path file) throws KeyFileException {
    Optional<Identity> held = standsFor(file);
    if (held.isPresent()) {
      addCertificate(file, held.get());
      add(held.get());
      return;
    }
    Identity key = Identity.of(ring.open(file));
    addCertificate(file, key);
    add(key);
  }

  /// Returns the token's or the agent's key that a file stands for, unless the file opens by
  /// itself: a key in memory is the quicker one.
  private Optional<Identity> standsFor(Path file) throws KeyFileException {
    Path half = beside(file, PUBLIC);
    boolean opens = false;
    Optional<byte[]> blob = Optional.empty();
    try (KeyFile key = ring.read(file)) {
      opens = !key.isEncrypted();
      blob = key.publicKey().map(SshPublicKey::blob);
    } catch (KeyFileException e) {
      if (!Files.exists(half)) {
        throw e;
      }
    }
    if (opens || (agent.keys().isEmpty() && tokens.keys().isEmpty())) {
      return Optional.empty();
    }
    if (blob.isEmpty() && Files.exists(half)) {
      blob = Optional.of(KeyFile.readPublicBlob(half));
    }
    return blob.flatMap(this::heldElsewhere);
  }

  /// Adds the certificate beside a key file, if there is one.
  private void addCertificate(Path file, Identity key) {
    Path certificate = beside(file, CERTIFICATE);
    if (!besideKeys || !Files.exists(certificate)) {
      return;
    }
    try {
      SshCertificate read = KeyFile.readCertificate(certificate);
      if (!key.hasBlob(read.key().blob())) {
        notes.add(certificate + ": is of another key than " + file + "; it is not used");
      } else if (read.role() != SshCertificate.Role.USER) {
        notes.add(certificate + ": is for a host and lets no user in; it is not used");
      } else {
        add(key.withCertificate(read));
      }
    } catch (KeyFileException e) {
      notes.add(e.getMessage() + "; the certificate is not used");
    }
  }

  private void addUsual(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      KeyFile.checkPermissions(file);
      boolean needed = found.isEmpty() || standsFor(file).isPresent() || opens(file);
      if (needed) {
        addPrivate(file);
      }
    } catch (KeyFileException e) {
      notes.add(e.getMessage() + "; the key is not used");
    }
  }

  /// An encrypted usual file is not worth asking a person for if there are other keys.
  private static boolean opens(Path file) throws KeyFileException {
    try (KeyFile key = KeyFile.read(file)) {
      return !key.isEncrypted();
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
