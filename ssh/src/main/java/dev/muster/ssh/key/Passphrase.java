package dev.muster.ssh.key;

import java.util.Optional;

/// Whoever knows the passphrases of key files: a prompt, a password store, a test.
///
/// It may block, so no event loop ever asks.
@FunctionalInterface
public interface Passphrase {

  /// Returns the passphrase of a file, or nothing to give up on it.
  ///
  /// @param file the file's name as it was given
  /// @param attempt 1 at first, and one more each time the answer was wrong
  /// @return an array of its own that is overwritten after use
  Optional<char[]> forKey(String file, int attempt);

  /// Returns one that knows none: encrypted files are refused.
  static Passphrase none() {
    return (file, attempt) -> Optional.empty();
  }

  /// Returns one that answers the first attempt on every file with a copy of `passphrase`.
  static Passphrase of(char[] passphrase) {
    char[] own = passphrase.clone();
    return (file, attempt) -> attempt == 1 ? Optional.of(own.clone()) : Optional.empty();
  }
}
