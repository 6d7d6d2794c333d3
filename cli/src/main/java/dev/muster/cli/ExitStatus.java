package dev.muster.cli;

import dev.muster.model.Failure;
import dev.muster.model.Failure.TimedOut.Scope;
import dev.muster.model.Result;

/// What the process tells its caller. With several, the largest of 1, 3, 4 and 5; cancelled wins.
final class ExitStatus {

  static final int OK = 0;
  static final int COMMAND_FAILED = 1;
  static final int USAGE = 2;
  static final int UNREACHED = 3;
  static final int TIMED_OUT = 4;
  static final int LOST = 5;
  static final int CANCELLED = 130;

  private ExitStatus() {}

  /// Returns the status of one host's result.
  static int of(Result<?> result) {
    // A switch over types costs ten milliseconds when it is first met: what goes well meets none.
    return result.ok() ? OK : ofTrouble(result);
  }

  private static int ofTrouble(Result<?> result) {
    return switch (result) {
      case Result.Done<?> _, Result.Threw<?> _ -> COMMAND_FAILED;
      case Result.Unreached<?>(_, _, _, Failure why) -> of(why, UNREACHED);
      case Result.Lost<?>(_, _, _, Failure why, _) -> of(why, LOST);
    };
  }

  /// A phase that takes too long means that the host was not reached; a time that the user gave for
  /// the whole means that it passed.
  private static int of(Failure why, int otherwise) {
    return switch (why) {
      case Failure.TimedOut timedOut -> timedOut.scope() == Scope.PHASE ? otherwise : TIMED_OUT;
      case Failure.Cancelled _ -> CANCELLED;
      case Failure.Network _,
          Failure.HostKey _,
          Failure.Authentication _,
          Failure.Refused _,
          Failure.Sudo _,
          Failure.Internal _ ->
          otherwise;
    };
  }
}
