package dev.muster.session;

import dev.muster.model.Input;
import dev.muster.ssh.Pty;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the tasks of one run have in common.
///
/// @param environment variables for the commands
/// @param pty the terminal that the commands run on, if any
/// @param input what the commands read; owned by the run
/// @param windowBytes how much output of one host may be on its way
/// @param forwarded what is forwarded meanwhile
/// @param sudo how to talk with `sudo`, if the commands begin with it
record Job(
    Map<String, String> environment,
    Optional<Pty> pty,
    InputSource input,
    int windowBytes,
    Forwarded forwarded,
    Optional<SudoTerms> sudo) {

  /// What is forwarded while a host is worked on.
  ///
  /// @param leads one for each forward
  /// @param gateway whether places here that name no host are on all addresses
  /// @param agent the socket of the agent that is lent, if one is
  /// @param hostWords whether `{port}` in the command stands for the port of the first forward that
  ///   has one over there
  /// @param holder keeps them when there is nothing to run; null if there is
  record Forwarded(
      List<Leads.Lead> leads,
      boolean gateway,
      Optional<Path> agent,
      boolean hostWords,
      @Nullable Holder holder) {

    static final Forwarded NOTHING = new Forwarded(List.of(), false, Optional.empty(), false, null);

    private boolean isNothing() {
      return leads.isEmpty() && agent.isEmpty() && holder == null;
    }
  }

  /// Returns a job that reads an input and has nothing else.
  static Job of(InputSource input, int windowBytes) {
    return new Job(
        Map.of(), Optional.empty(), input, windowBytes, Forwarded.NOTHING, Optional.empty());
  }

  /// Returns this job with variables beside the command's own, which win, and with `usual` if a
  /// terminal is wanted and the command says nothing of one.
  Job with(Map<String, String> more, Optional<Pty> usual) {
    boolean hasPty = pty.isPresent() || usual.isEmpty();
    if (more.isEmpty() && hasPty) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(more);
    all.putAll(environment);
    return new Job(all, hasPty ? pty : usual, input, windowBytes, forwarded, sudo);
  }

  /// Returns this job with something else forwarded.
  Job with(Forwarded other) {
    return other.isNothing() && forwarded.isNothing()
        ? this
        : new Job(environment, pty, input, windowBytes, other, sudo);
  }

  /// Returns this job for a command that reads something else.
  Job reading(InputSource other) {
    return new Job(environment, pty, other, windowBytes, forwarded, sudo);
  }

  /// Returns this job for a command that reads nothing and knows no variables.
  Job alone() {
    InputSource nothing = InputSource.open(Input.none());
    return new Job(Map.of(), pty, nothing, windowBytes, Forwarded.NOTHING, sudo);
  }
}
