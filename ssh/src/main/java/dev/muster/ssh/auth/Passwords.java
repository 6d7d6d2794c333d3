package dev.muster.ssh.auth;

import java.util.Optional;

/// Whoever knows passwords: a prompt, a file, a password store, a test.
///
/// It may block, so no event loop ever asks: each question comes on a thread of its own, many at
/// once. An array that is returned belongs to the asker, who overwrites it after use.
@FunctionalInterface
public interface Passwords {

  /// Returns the password of an account, or nothing to go without. Asked at most once for each
  /// connection: a password that a server refused is not sent to it again.
  Optional<char[]> password(Account account);

  /// Returns a new password in place of the one that has run out (RFC 4252 section 8), or nothing
  /// to give up.
  ///
  /// @param prompt what the server says about it, made harmless for a terminal
  default Optional<char[]> changed(Account account, String prompt) {
    return Optional.empty();
  }

  /// Returns one that knows none: no method that needs one is tried.
  static Passwords none() {
    return Nobody.NOBODY;
  }
}
