package dev.muster.model;

import java.util.List;
import java.util.Optional;

/// What stands between the login shell over there and a command. Immutable; the withers give
/// changed copies.
///
/// @param shell the program, with its options, that is given the text of a shell command as its
///   last word; none: the login shell reads it
/// @param mergedErrors whether standard error goes to where standard output goes
/// @param sudo the user as whom `sudo` runs it; empty: whoever logged in
public record Wrapping(List<String> shell, boolean mergedErrors, Optional<String> sudo) {

  private static final Wrapping NONE = new Wrapping(List.of(), false, Optional.empty());

  public Wrapping {
    shell = List.copyOf(shell);
    for (String word : shell) {
      checkWord("shell", word);
    }
    if (!shell.isEmpty() && shell.getFirst().isBlank()) {
      throw new IllegalArgumentException("the shell has no name; wanted one such as /bin/bash -c");
    }
    if (sudo.isPresent()) {
      checkWord("user for sudo", sudo.get());
      if (sudo.get().isBlank()) {
        throw new IllegalArgumentException("the user for sudo has no name");
      }
    }
  }

  /// Returns nothing.
  public static Wrapping none() {
    return NONE;
  }

  /// Returns this with another shell.
  public Wrapping by(List<String> words) {
    return new Wrapping(words, mergedErrors, sudo);
  }

  /// Returns this with errors among the rest of the output.
  public Wrapping withMergedErrors() {
    return new Wrapping(shell, true, sudo);
  }

  /// Returns this as another user.
  public Wrapping as(String user) {
    return new Wrapping(shell, mergedErrors, Optional.of(user));
  }

  private static void checkWord(String what, String word) {
    if (word.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "the " + what + " holds a NUL character; no program can take it");
    }
  }
}
