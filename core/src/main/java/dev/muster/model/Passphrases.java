package dev.muster.model;

import java.util.Optional;

/// Whoever knows the passphrases of key files: a prompt, a password store, a test. It may block.
@FunctionalInterface
public interface Passphrases {

  /// Returns the passphrase of a file, or nothing to give up on it.
  ///
  /// @param file the file's name
  /// @param attempt 1 at first, and one more each time the answer was wrong
  /// @return an array of its own that is overwritten after use
  Optional<char[]> forKey(String file, int attempt);

  /// Returns one that knows none: encrypted key files cannot be used.
  static Passphrases none() {
    return (_, _) -> Optional.empty();
  }
}
