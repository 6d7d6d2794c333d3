package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.model.Thrown;
import org.jspecify.annotations.Nullable;

/// What became of a call.
public sealed interface Answer {

  /// It returned.
  record Returned(@Nullable Object value) implements Answer {}

  /// What was called threw.
  record Threw(Thrown thrown) implements Answer {}

  /// It did not come to its end.
  ///
  /// @param mayHaveRun whether it may have been begun over there
  record Failed(Failure why, boolean mayHaveRun) implements Answer {}
}
