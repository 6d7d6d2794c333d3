package dev.muster.ssh.auth;

import java.util.List;
import java.util.Optional;

/// Whoever answers the questions that a server asks (RFC 4256): a person, a generator of one-time
/// codes, a test.
///
/// It may block, so no event loop ever asks: each round comes on a thread of its own, many at once.
/// Arrays that are returned belong to the asker, who overwrites them after use.
@FunctionalInterface
public interface Prompts {

  /// One question.
  ///
  /// @param text made harmless for a terminal
  /// @param isShown whether the answer may be seen while it is typed
  record Prompt(String text, boolean isShown) {}

  /// One round of questions.
  ///
  /// @param name what the server calls it, perhaps empty; made harmless for a terminal
  /// @param instruction what it says about it, perhaps empty, in several lines; made harmless too
  /// @param prompts at least one
  record Round(Account account, String name, String instruction, List<Prompt> prompts) {

    public Round {
      prompts = List.copyOf(prompts);
    }
  }

  /// Returns an answer to each prompt, in order, or nothing to give up.
  Optional<List<char[]>> answer(Round round);

  /// Returns one that answers nothing.
  static Prompts none() {
    return Nobody.NOBODY;
  }
}
