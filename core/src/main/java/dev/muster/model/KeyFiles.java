package dev.muster.model;

import java.nio.file.Path;
import java.util.Optional;

/// Whoever keeps private key files elsewhere than on the disk: a store of secrets, a test. It may
/// block.
@FunctionalInterface
public interface KeyFiles {

  /// Returns what a key file holds, in any form that key files have; nothing if it is to be found
  /// on the disk. Asked once for each name, before anything runs.
  ///
  /// @param name as it was named among the identities
  /// @return an array of its own that is overwritten after use
  Optional<byte[]> content(Path name);

  /// Returns one that keeps none.
  static KeyFiles none() {
    return name -> Optional.empty();
  }
}
