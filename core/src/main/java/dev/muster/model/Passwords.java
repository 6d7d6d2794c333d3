package dev.muster.model;

import java.util.Optional;

/// Whoever knows passwords: a prompt, a file, a password store, a test.
///
/// It may block, and is asked by many threads at once. An array that is returned belongs to the
/// asker, who overwrites it after use.
@FunctionalInterface
public interface Passwords {

  /// Returns the password of an account, or nothing to go without. A password that a host refused
  /// is not sent to it again.
  ///
  /// @param account such as `admin@web1`
  Optional<char[]> of(String account);

  /// Returns a new password in place of one that has run out, or nothing to give up.
  ///
  /// @param prompt what the host says about it
  default Optional<char[]> changed(String account, String prompt) {
    return Optional.empty();
  }

  /// Returns one that knows none: hosts that want a password cannot be entered.
  static Passwords none() {
    return _ -> Optional.empty();
  }
}
