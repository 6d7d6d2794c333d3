package dev.muster;

import dev.muster.fan.WorkEnd;
import dev.muster.model.Completed;
import dev.muster.model.HostTask;
import dev.muster.model.Output;
import dev.muster.model.Reached;
import dev.muster.model.Result;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes results of one kind of operation.
interface Outcomes<T> {

  /// Returns how the operation ended, which was not by a failure.
  T value(WorkEnd end, Output output);

  /// Returns the result of one host.
  ///
  /// @param output what was kept of its output
  default Result<T> result(HostTask task, long tookNanos, WorkEnd end, Output output) {
    Duration took = Duration.ofNanos(tookNanos);
    if (end instanceof WorkEnd.Failed(var why, boolean mayHaveRun)) {
      return mayHaveRun
          ? new Result.Lost<>(task.host(), task.rank(), took, why, output)
          : new Result.Unreached<>(task.host(), task.rank(), took, why);
    }
    if (end instanceof WorkEnd.Threw(var thrown)) {
      return new Result.Threw<>(task.host(), task.rank(), took, thrown);
    }
    return new Result.Done<>(task.host(), task.rank(), took, value(end, output));
  }

  /// Returns the results of commands. The usual end goes its own way: a switch over types costs ten
  /// milliseconds when it is first met.
  static Outcomes<Completed> ofCommand() {
    return (end, output) ->
        end instanceof WorkEnd.Exited(int code)
            ? new Completed.Exited(code, output)
            : completed(end, output);
  }

  private static Completed completed(WorkEnd end, Output output) {
    return switch (end) {
      case WorkEnd.Exited(int code) -> new Completed.Exited(code, output);
      case WorkEnd.Signalled(String signal) -> new Completed.Signalled(signal, output);
      case WorkEnd.NoStatus(),
          WorkEnd.Reached(),
          WorkEnd.Returned _,
          WorkEnd.Threw _,
          WorkEnd.Failed _ ->
          new Completed.NoStatus(output);
    };
  }

  /// Returns the results of calls, which give a `T`: the caller's compiler has checked that.
  @SuppressWarnings({"unchecked", "NullAway"})
  static <T extends @Nullable Object> Outcomes<T> ofCall() {
    return (end, _) -> end instanceof WorkEnd.Returned(var value) ? (T) value : (T) null;
  }

  /// Returns the results of connecting.
  static Outcomes<Reached> ofPing() {
    return (_, _) -> new Reached();
  }
}
