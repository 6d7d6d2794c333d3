package dev.muster.session;

import dev.muster.fan.Engine;
import dev.muster.fan.Work;
import dev.muster.fan.WorkListener;
import dev.muster.model.HostTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One shell on each host of a group. Safe for use by many threads.
public final class GroupShells implements Engine, AutoCloseable {

  private final RunEngine engine;
  private final List<HostShell> shells;

  /// @param tasks the hosts, with the shell as their command line
  GroupShells(RunEngine engine, List<HostTask> tasks, String mark) {
    this.engine = engine;
    this.shells = new ArrayList<>(tasks.size());
    for (HostTask task : tasks) {
      shells.add(new HostShell(task, mark));
    }
  }

  /// Gives a command to the shell of a host, after those that it has; the first one begins it.
  @Override
  public Work begin(HostTask task, WorkListener listener) {
    HostShell shell = shells.get(task.rank());
    ShellWork work = new ShellWork(task, shell, listener);
    engine.begin(shell, work, task);
    return work;
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    return engine.schedule(delay, task);
  }

  @Override
  public long nanoTime() {
    return engine.nanoTime();
  }

  /// Ends every shell and what it runs. Idempotent.
  @Override
  public void close() {
    for (HostShell shell : shells) {
      shell.close();
    }
  }
}
