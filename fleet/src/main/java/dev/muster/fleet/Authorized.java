package dev.muster.fleet;

import dev.muster.ssh.key.SshPublicKey;
import java.util.Set;

/// Whose keys log in. A signature is checked in each case.
public sealed interface Authorized {

  /// Everybody's: whoever has some key.
  record Anyone() implements Authorized {}

  /// These keys only, with any user name.
  record Keys(Set<SshPublicKey> keys) implements Authorized {

    public Keys {
      keys = Set.copyOf(keys);
    }
  }

  /// Returns whether `key` logs in.
  default boolean allows(SshPublicKey key) {
    return switch (this) {
      case Anyone _ -> true;
      case Keys(Set<SshPublicKey> keys) -> keys.contains(key);
    };
  }
}
