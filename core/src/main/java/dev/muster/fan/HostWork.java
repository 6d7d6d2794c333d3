package dev.muster.fan;

import dev.muster.model.Failure;
import dev.muster.model.Failure.TimedOut;
import dev.muster.model.Failure.TimedOut.Scope;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.RunOptions;
import dev.muster.model.StdStream;
import org.jspecify.annotations.Nullable;

/// One host while it is worked on: hears of its work, passes on what it prints, and tells its end
/// once, whoever brings it about.
///
/// Its monitor guards its fields and is never held during a call.
final class HostWork implements WorkListener {

  private final FanOut fan;
  private final HostTask task;
  private final RunOptions options;
  private @Nullable Work work;
  private Stop stop = Stop.NONE;
  private boolean asked;
  private boolean dropped;
  private boolean over;

  HostWork(FanOut fan, HostTask task, RunOptions options) {
    this.fan = fan;
    this.task = task;
    this.options = options;
  }

  /// Notes why it is stopped; its end will say that.
  synchronized void stop(Stop why) {
    stop = why;
  }

  /// Takes the work once it is begun; it may be over already, or meant to stop.
  void began(Work begun) {
    boolean ask;
    boolean drop;
    synchronized (this) {
      work = begun;
      ask = asked;
      drop = dropped;
    }
    if (ask) {
      begun.ask();
    }
    if (drop) {
      begun.drop();
    }
  }

  void ask() {
    Work begun;
    synchronized (this) {
      asked = true;
      begun = work;
    }
    if (begun != null) {
      begun.ask();
    }
  }

  void signal(String name) {
    Work begun;
    synchronized (this) {
      begun = over ? null : work;
    }
    if (begun != null) {
      begun.signal(name);
    }
  }

  void drop() {
    Work begun;
    synchronized (this) {
      dropped = true;
      begun = work;
    }
    if (begun != null) {
      begun.drop();
    }
  }

  /// Ends it without waiting for its work.
  void giveUp() {
    Work begun;
    Stop why;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      begun = work;
      why = stop;
    }
    Phase phase = begun == null ? Phase.WAIT : begun.phase();
    fan.ended(task, stopped(why, phase, task.address(), phase.compareTo(Phase.OPEN) >= 0));
  }

  @Override
  public void output(Work from, StdStream stream, byte[] bytes) {
    boolean late;
    synchronized (this) {
      late = over;
    }
    if (late) {
      from.consumed(bytes.length);
    } else {
      fan.sink().output(task, from, stream, bytes);
    }
  }

  @Override
  public void ended(WorkEnd end) {
    Stop why;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      why = stop;
    }
    fan.ended(task, why == Stop.NONE ? end : stopped(why, end));
  }

  /// A host that was stopped ends as stopped, however its command took it.
  private WorkEnd stopped(Stop why, WorkEnd end) {
    return end instanceof WorkEnd.Failed(Failure failure, boolean mayHaveRun)
        ? stopped(why, failure.phase(), failure.address(), mayHaveRun)
        : stopped(why, Phase.RUN, task.address(), true);
  }

  private WorkEnd stopped(Stop why, Phase phase, String address, boolean mayHaveRun) {
    Failure failure =
        switch (why) {
          case TIMEOUT -> new TimedOut(phase, address, options.timeout(), Scope.HOST);
          case DEADLINE -> new TimedOut(phase, address, options.deadline(), Scope.RUN);
          case NONE, CANCELLED -> new Failure.Cancelled(phase, address);
        };
    return new WorkEnd.Failed(failure, mayHaveRun);
  }
}
