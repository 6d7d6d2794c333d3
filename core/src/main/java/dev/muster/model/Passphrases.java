package dev.muster.model;

import java.util.Optional;

/// Whoever knows the passphrases of key files and the PINs of tokens: a prompt, a password store, a
/// test. It may block.
@FunctionalInterface
public interface Passphrases {

  /// Returns the passphrase of a file, or nothing to give up on it.
  ///
  /// @param file the file's name
  /// @param attempt 1 at first, and one more each time the answer was wrong
  /// @return an array of its own that is overwritten after use
  Optional<char[]> forKey(String file, int attempt);

  /// Returns the PIN of a security token, or nothing to go without its keys. Asked once: a token
  /// locks itself after a few wrong ones.
  ///
  /// @param token what the token is called
  /// @return an array of its own that is overwritten after use
  default Optional<char[]> forToken(String token) {
    return forKey("token " + token, 1);
  }

  /// Returns one that knows none: encrypted key files cannot be used.
  static Passphrases none() {
    return (_, _) -> Optional.empty();
  }
}
