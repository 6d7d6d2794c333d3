package dev.muster.session;

import dev.muster.model.Input;
import dev.muster.ssh.Pty;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the tasks of one run have in common.
///
/// @param environment variables for the commands
/// @param pty the terminal that the commands run on, if any
/// @param input what the commands read; owned by the run
/// @param windowBytes how much output of one host may be on its way
/// @param sudo how to talk with `sudo`, if the commands begin with it
record Job(
    Map<String, String> environment,
    Optional<Pty> pty,
    InputSource input,
    int windowBytes,
    Optional<SudoTerms> sudo) {

  /// Returns this job with variables beside the command's own, which win, and with `usual` if a
  /// terminal is wanted and the command says nothing of one.
  Job with(Map<String, String> more, Optional<Pty> usual) {
    boolean hasPty = pty.isPresent() || usual.isEmpty();
    if (more.isEmpty() && hasPty) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(more);
    all.putAll(environment);
    return new Job(all, hasPty ? pty : usual, input, windowBytes, sudo);
  }

  /// Returns this job for a command that reads something else.
  Job reading(InputSource other) {
    return new Job(environment, pty, other, windowBytes, sudo);
  }

  /// Returns this job for a command that reads nothing and knows no variables.
  Job alone() {
    return new Job(Map.of(), pty, InputSource.open(Input.none()), windowBytes, sudo);
  }
}
