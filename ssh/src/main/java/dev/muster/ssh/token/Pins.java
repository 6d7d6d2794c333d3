package dev.muster.ssh.token;

import java.util.Optional;

/// Whoever knows the PINs of tokens: a prompt, a password store, a test. It may block.
@FunctionalInterface
public interface Pins {

  /// Returns the PIN of a token, or nothing to go without its keys. Asked once for each token: one
  /// that is wrong is not followed by another, for a token locks itself after a few.
  ///
  /// @param token what the token is called, made harmless for a terminal
  /// @return an array of its own that is overwritten after use
  Optional<char[]> pin(String token);

  /// Returns one that knows none.
  static Pins none() {
    return token -> Optional.empty();
  }
}
