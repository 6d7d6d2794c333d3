package dev.muster.model;

import java.time.Duration;

/// Why nothing came of the work on a host: the facts, and one line that says them.
///
/// A failure is a value; whether the command may have run is told by the [Result] that holds it.
public sealed interface Failure {

  /// Returns how far the work had come.
  Phase phase();

  /// Returns the address that was dealt with, `host:port` or the resolved address.
  String address();

  /// Says what happened, what was wanted and got, and what to do next, in one line without the
  /// host's name.
  String message();

  /// The name, the network, the peer or its protocol gave trouble.
  record Network(Phase phase, String address, String message) implements Failure {}

  /// The host's key is not trusted. Fix that first: trying again cannot help. Where keys are not
  /// checked, this is why a host whose key changed is lent no agent and forwards nothing.
  record HostKey(String address, String message) implements Failure {
    @Override
    public Phase phase() {
      return Phase.HOST_KEY;
    }
  }

  /// The host refused the user. Trying again with the same keys cannot help.
  record Authentication(String address, String message) implements Failure {
    @Override
    public Phase phase() {
      return Phase.AUTHENTICATE;
    }
  }

  /// The host refused to open a session or to run the command.
  record Refused(Phase phase, String address, String message) implements Failure {}

  /// `sudo` did not run the command: nothing ran.
  ///
  /// @param cause what stood in the way
  record Sudo(String address, Cause cause, String message) implements Failure {

    /// What stands in the way of a command under `sudo`.
    public enum Cause {
      /// It asked again after it was given a password. Trying again with the same cannot help, and
      /// may lock the account.
      WRONG_PASSWORD,
      /// Two other hosts refused the password and none had accepted it, so this one was not given
      /// it.
      NOT_TRIED,
      /// Its key is another than the one on file, or revoked, and host keys are not checked: a
      /// password is wanted, and this host is given none.
      DISTRUSTED,
      /// It wants a password, and there is none.
      NO_PASSWORD,
      /// The host has no `sudo`.
      MISSING,
      /// Everything else; the message has its words.
      REFUSED
    }

    @Override
    public Phase phase() {
      return Phase.SUDO;
    }
  }

  /// A limit of time passed.
  ///
  /// @param limit the time that was given
  /// @param scope what it was given for
  record TimedOut(Phase phase, String address, Duration limit, Scope scope) implements Failure {

    /// What a limit of time is for.
    public enum Scope {
      /// One phase of a connection.
      PHASE,
      /// One host, all in all.
      HOST,
      /// The whole run.
      RUN
    }

    @Override
    public String message() {
      String time = Durations.text(limit);
      return switch (scope) {
        case PHASE -> phase + ": no answer from " + address + " within " + time;
        case HOST -> phase + ": not done within its timeout of " + time;
        case RUN -> phase + ": not done when the run's deadline of " + time + " passed";
      };
    }
  }

  /// The run was cancelled, or its owner closed.
  record Cancelled(Phase phase, String address) implements Failure {
    @Override
    public String message() {
      return phase + ": cancelled";
    }
  }

  /// Something on this side went wrong: no file descriptors left, an unreadable input file or one
  /// that was cut, a defect.
  record Internal(Phase phase, String address, String message) implements Failure {}
}
