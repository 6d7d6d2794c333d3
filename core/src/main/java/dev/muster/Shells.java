package dev.muster;

import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.GroupResult;
import dev.muster.model.HostTask;
import dev.muster.model.OutputMode;
import dev.muster.model.RunOptions;
import dev.muster.model.SudoMarks;
import dev.muster.plan.Plan;
import dev.muster.session.GroupShells;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// One shell on each host of a group, kept open: what a command changes (the folder, variables,
/// functions) is there for the next one.
///
/// Each command has its own [Run], with output, status, limits of time and all else as for
/// [Group#start]; a host runs one after another, in the order in which they were given. A command
/// reads nothing, and what it leaves running in the background is not heard after it. A shell
/// begins with its host's first command and ends with `exit`, with a command that is stopped, and
/// with [#close]; commands for a host whose shell has ended end as ones that never ran, and say so.
///
/// Safe for use by many threads.
public final class Shells implements AutoCloseable {

  private final List<HostTask> hosts;
  private final GroupShells shells;
  private final AtomicBoolean closed = new AtomicBoolean();

  Shells(List<HostTask> hosts, GroupShells shells) {
    this.hosts = hosts;
    this.shells = shells;
  }

  /// Runs `text` in every shell and returns when the last host is done, with the standard options.
  ///
  /// @throws InterruptedException as [#run(String, RunOptions)]
  public GroupResult<Completed> run(String text) throws InterruptedException {
    return run(text, RunOptions.standard());
  }

  /// Runs `text` in every shell and returns when the last host is done. The results hold what was
  /// printed if `options` say to capture it.
  ///
  /// @throws IllegalStateException if these are closed
  /// @throws InterruptedException if the caller is interrupted; what runs is stopped first, and its
  ///   shells with it
  public GroupResult<Completed> run(String text, RunOptions options) throws InterruptedException {
    RunOptions kept =
        options.output() == OutputMode.LINES ? options.withOutput(OutputMode.CAPTURE) : options;
    try (Run<Completed> run = start(text, kept)) {
      return run.await();
    }
  }

  /// Gives `text` to every shell and returns at once; lines are handed out as they come.
  ///
  /// @throws IllegalStateException if these are closed
  public Run<Completed> start(String text) {
    return start(text, RunOptions.standard().withOutput(OutputMode.LINES));
  }

  /// Gives `text` to every shell and returns at once. The caller closes the run; that stops what is
  /// not over, and its shells.
  ///
  /// @throws IllegalStateException if these are closed
  public Run<Completed> start(String text, RunOptions options) {
    if (closed.get()) {
      throw new IllegalStateException("the shells are closed");
    }
    List<HostTask> tasks = Plan.of(hosts, Command.shell(text), SudoMarks.none());
    Run<Completed> run = new Run<>(tasks, options, Outcomes.ofCommand(), shells, () -> {});
    run.begin();
    return run;
  }

  /// Ends every shell, and what it runs. Idempotent.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      shells.close();
    }
  }
}
