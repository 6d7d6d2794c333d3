package dev.muster.model;

import java.util.List;
import java.util.Optional;

/// Whoever answers the questions that a host asks before it lets a user in: a person, a generator
/// of one-time codes, a test.
///
/// It may block, and is asked by many threads at once. Arrays that are returned belong to the
/// asker, who overwrites them after use. What the host says has been made harmless for a terminal.
@FunctionalInterface
public interface Prompts {

  /// One question.
  ///
  /// @param isShown whether the answer may be seen while it is typed
  record Prompt(String text, boolean isShown) {}

  /// Returns an answer to each prompt, in order, or nothing to give up.
  ///
  /// @param account such as `admin@web1`
  /// @param instruction what the host says about them all, perhaps empty
  /// @param prompts at least one; never one for a password that [Passwords] knows
  Optional<List<char[]>> answer(String account, String instruction, List<Prompt> prompts);

  /// Returns one that answers nothing.
  static Prompts none() {
    return (_, _, _) -> Optional.empty();
  }
}
