package dev.muster.session;

import dev.muster.model.Passwords;
import dev.muster.model.SudoMarks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How one run talks with `sudo`. Safe for use by many threads.
///
/// @param marks what it says
/// @param passwords who knows what it wants
/// @param user as whom commands run
/// @param trials how the passwords of the users who log in fare
record SudoTerms(SudoMarks marks, Passwords passwords, String user, Map<String, SudoTrial> trials) {

  /// A wrong password takes `sudo` two seconds and more.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  SudoTerms(SudoMarks marks, Passwords passwords, String user) {
    this(marks, passwords, user, new ConcurrentHashMap<>());
  }

  /// Returns how the password of a user fares.
  SudoTrial trial(String loginUser) {
    return trials.computeIfAbsent(loginUser, _ -> new SudoTrial(PATIENCE));
  }
}
