package dev.muster.session;

import dev.muster.model.Passphrases;
import dev.muster.model.SshSettings;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.SshPrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The private keys to authenticate with, read before anything runs.
final class Identities {

  private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  private Identities() {}

  /// Reads the keys that were named, or else the usual ones that are there.
  ///
  /// A key that was named and cannot be used is an error. A usual one is passed over, and `notes`
  /// says so.
  ///
  /// @throws IllegalArgumentException if a named key cannot be used
  static List<SshPrivateKey> read(
      SshSettings settings, Passphrases passphrases, List<String> notes) {
    List<SshPrivateKey> keys = new ArrayList<>();
    for (Path file : settings.identities()) {
      try {
        keys.add(open(file, passphrases));
      } catch (KeyFileException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    if (!settings.identities().isEmpty()) {
      return keys;
    }
    Path home = Path.of(System.getProperty("user.home", "/"), ".ssh");
    for (String name : USUAL) {
      Path file = home.resolve(name);
      if (Files.exists(file)) {
        try {
          keys.add(open(file, passphrases));
        } catch (KeyFileException e) {
          notes.add(e.getMessage() + "; the key is not used");
        }
      }
    }
    return keys;
  }

  private static SshPrivateKey open(Path file, Passphrases passphrases) throws KeyFileException {
    KeyFile.checkPermissions(file);
    return KeyFile.load(
        file,
        (name, attempt) -> {
          Optional<char[]> answer = passphrases.forKey(name, attempt);
          return answer.isPresent() && answer.get().length == 0 ? Optional.empty() : answer;
        });
  }
}
