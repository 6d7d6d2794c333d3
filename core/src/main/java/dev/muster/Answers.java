package dev.muster;

import dev.muster.model.HostTask;
import dev.muster.model.Output;
import dev.muster.model.Result;
import dev.muster.session.agent.Answer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Results of single calls.
final class Answers {

  private Answers() {}

  /// Returns the result of a call that gives an `R`: the caller's compiler has checked that.
  @SuppressWarnings("unchecked")
  static <R extends @Nullable Object> Result<R> result(HostTask host, long nanos, Answer answer) {
    Duration took = Duration.ofNanos(nanos);
    return switch (answer) {
      case Answer.Returned(Object value) ->
          new Result.Done<>(host.host(), host.rank(), took, (R) value);
      case Answer.Threw(var thrown) -> new Result.Threw<>(host.host(), host.rank(), took, thrown);
      case Answer.Failed(var why, boolean mayHaveRun) ->
          mayHaveRun
              ? new Result.Lost<>(host.host(), host.rank(), took, why, Output.empty())
              : new Result.Unreached<>(host.host(), host.rank(), took, why);
    };
  }
}
