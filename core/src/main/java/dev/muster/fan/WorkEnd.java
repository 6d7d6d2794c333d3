package dev.muster.fan;

import dev.muster.model.Failure;
import dev.muster.model.Thrown;
import org.jspecify.annotations.Nullable;

/// How the work on a host ended, as the engine tells it.
public sealed interface WorkEnd {

  /// The command ended with a status.
  record Exited(int code) implements WorkEnd {}

  /// A signal ended the command.
  record Signalled(String signal) implements WorkEnd {}

  /// The session ended in order, without a status.
  record NoStatus() implements WorkEnd {}

  /// The host was reached, and nothing was to be run.
  record Reached() implements WorkEnd {}

  /// What was called returned.
  record Returned(@Nullable Object value) implements WorkEnd {}

  /// What was called threw.
  record Threw(Thrown thrown) implements WorkEnd {}

  /// It did not come to its end.
  ///
  /// @param mayHaveRun whether the command may have been begun over there
  record Failed(Failure why, boolean mayHaveRun) implements WorkEnd {}
}
