package dev.muster;

import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Output;
import dev.muster.model.Result;
import dev.muster.model.Thrown;
import dev.muster.session.agent.Answer;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Results of single calls.
final class Answers {

  private Answers() {}

  /// Returns a result whose value is made of that of another, if it has one.
  static <A, B> Result<B> map(Result<A> result, Function<A, B> made) {
    return switch (result) {
      case Result.Done<A>(String host, int rank, Duration took, A value) ->
          new Result.Done<>(host, rank, took, made.apply(value));
      case Result.Threw<A>(String host, int rank, Duration took, Thrown thrown) ->
          new Result.Threw<>(host, rank, took, thrown);
      case Result.Unreached<A>(String host, int rank, Duration took, Failure why) ->
          new Result.Unreached<>(host, rank, took, why);
      case Result.Lost<A>(String host, int rank, Duration took, Failure why, Output output) ->
          new Result.Lost<>(host, rank, took, why, output);
    };
  }

  /// Returns the result of a call that gives an `R`: the caller's compiler has checked that.
  @SuppressWarnings("unchecked")
  static <R extends @Nullable Object> Result<R> result(HostTask host, long nanos, Answer answer) {
    Duration took = Duration.ofNanos(nanos);
    if (answer instanceof Answer.Returned(Object value)) { // a switch takes time to set up
      return new Result.Done<>(host.host(), host.rank(), took, (R) value);
    }
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
