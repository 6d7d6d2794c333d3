package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;

/// One command of a [HostShell]. Its monitor guards its fields and is never held during a call.
final class ShellWork implements Work {

  private final HostTask task;
  private final HostShell shell;
  private final WorkListener listener;
  private boolean begun;
  private boolean over;

  ShellWork(HostTask task, HostShell shell, WorkListener listener) {
    this.task = task;
    this.shell = shell;
    this.listener = listener;
  }

  String text() {
    return task.line();
  }

  /// The shell is given it.
  synchronized void begins() {
    begun = true;
  }

  void prints(StdStream stream, byte[] bytes) {
    listener.output(this, stream, bytes);
  }

  void end(WorkEnd end) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    listener.ended(end);
  }

  /// One that waits is taken back; one that runs ends with its shell.
  @Override
  public void ask() {
    if (shell.takeBack(this)) {
      end(new WorkEnd.Failed(new Failure.Cancelled(phase(), task.address()), false));
    } else {
      shell.with(Work::ask);
    }
  }

  @Override
  public void signal(String name) {
    boolean running;
    synchronized (this) {
      running = begun && !over;
    }
    if (running) {
      shell.with(program -> program.signal(name));
    }
  }

  @Override
  public void drop() {
    shell.with(Work::drop);
  }

  @Override
  public void consumed(int bytes) {
    shell.with(program -> program.consumed(bytes));
  }

  @Override
  public Phase phase() {
    synchronized (this) {
      if (begun) {
        return Phase.RUN;
      }
    }
    Phase reached = shell.phase();
    return reached.compareTo(Phase.OPEN) > 0 ? Phase.OPEN : reached;
  }
}
