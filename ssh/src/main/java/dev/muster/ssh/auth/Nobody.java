package dev.muster.ssh.auth;

import java.util.List;
import java.util.Optional;

/// Knows nothing and answers nothing.
enum Nobody implements Passwords, Prompts {
  NOBODY;

  @Override
  public Optional<char[]> password(Account account) {
    return Optional.empty();
  }

  @Override
  public Optional<List<char[]>> answer(Round round) {
    return Optional.empty();
  }
}
