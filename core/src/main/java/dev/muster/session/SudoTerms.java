package dev.muster.session;

import dev.muster.model.Passwords;
import dev.muster.model.SudoMarks;

/// How one run talks with `sudo`.
///
/// @param marks what it says
/// @param passwords who knows what it wants
/// @param user as whom commands run
record SudoTerms(SudoMarks marks, Passwords passwords, String user) {}
