package dev.muster.fan;

import dev.muster.fan.Decision.Act;
import dev.muster.model.HostTask;
import dev.muster.model.Progress;
import dev.muster.model.RunOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Works on many hosts at once, as [Admission] decides: the shell that gives it the time and does
/// what it says.
///
/// It has no thread of its own. Whoever brings news, an event loop or the caller, carries out what
/// follows from it; while one thread does, others leave their news to it. `lock` guards the
/// admission and the counts, and nothing is called while it is held.
public final class FanOut {

  private static final long NEVER = Long.MAX_VALUE;

  private final List<HostTask> tasks;
  private final RunOptions options;
  private final Engine engine;
  private final Sink sink;
  private final ReentrantLock lock = new ReentrantLock();
  private final Admission admission;
  private final @Nullable HostWork[] works;
  private boolean stepping;
  private boolean news;
  private int ok;
  private int failed;

  /// When the alarm rings; changed by the thread that is stepping, and by the alarm.
  private long armedAt = NEVER;

  /// Owned by the thread that is stepping.
  private @Nullable Runnable disarm;

  private boolean toldOver;

  /// @param tasks in the order of their ranks, which are 0, 1, 2 and so on
  public FanOut(List<HostTask> tasks, RunOptions options, Engine engine, Sink sink) {
    this.tasks = tasks;
    this.options = options;
    this.engine = engine;
    this.sink = sink;
    this.admission = new Admission(tasks.size(), options, engine.nanoTime());
    this.works = new HostWork[tasks.size()];
  }

  /// Begins.
  public void start() {
    step();
  }

  /// Looks again whether more hosts may begin: the sink is no longer full.
  public void poke() {
    step();
  }

  /// Stops the run: nobody begins any more, and who runs goes down the ladder. Idempotent.
  public void cancel() {
    lock.lock();
    try {
      admission.cancel();
    } finally {
      lock.unlock();
    }
    step();
  }

  /// Stops the work on one host: it begins no more, or goes down the ladder. Idempotent; without
  /// effect if it is over.
  public void cancel(HostTask task) {
    lock.lock();
    try {
      admission.cancel(task.rank());
    } finally {
      lock.unlock();
    }
    step();
  }

  /// Stops the run and gives nobody any more time.
  public void kill() {
    lock.lock();
    try {
      admission.cancel();
      admission.hurry();
    } finally {
      lock.unlock();
    }
    step();
  }

  /// Sends a signal to the commands that run now.
  ///
  /// @param name without `SIG`
  public void signal(String name) {
    List<HostWork> running = new ArrayList<>();
    lock.lock();
    try {
      for (HostWork work : works) {
        if (work != null) {
          running.add(work);
        }
      }
    } finally {
      lock.unlock();
    }
    for (HostWork work : running) {
      work.signal(name);
    }
  }

  /// Returns how far the run has come.
  public Progress progress() {
    lock.lock();
    try {
      return new Progress(admission.waiting(), admission.running(), ok, failed);
    } finally {
      lock.unlock();
    }
  }

  /// Returns the host that has been worked on longest, if any is being worked on.
  public Optional<HostTask> slowest() {
    lock.lock();
    try {
      int rank = admission.slowest();
      return rank < 0 ? Optional.empty() : Optional.of(tasks.get(rank));
    } finally {
      lock.unlock();
    }
  }

  /// Does what there is to do. One thread at a time: a host whose end is told while it is being
  /// begun would otherwise begin the next one from within, as deep as there are hosts.
  private void step() {
    lock.lock();
    try {
      news = true;
      if (stepping) {
        return;
      }
      stepping = true;
    } finally {
      lock.unlock();
    }
    do {
      while (decideOne()) {}
      arm();
    } while (!rest());
  }

  /// Returns whether there was a decision to carry out.
  private boolean decideOne() {
    boolean full = sink.full();
    Decision decision;
    HostWork work;
    lock.lock();
    try {
      news = false;
      long now = engine.nanoTime();
      decision = admission.next(now, full);
      if (decision == null) {
        return false;
      }
      int rank = decision.rank();
      work = works[rank];
      if (work == null) {
        work = new HostWork(this, tasks.get(rank), options);
        works[rank] = work;
      }
      if (decision.act() == Act.ASK || decision.act() == Act.SKIP) {
        work.stop(admission.why(rank, now));
      }
    } finally {
      lock.unlock();
    }
    switch (decision.act()) {
      case BEGIN -> work.began(engine.begin(tasks.get(decision.rank()), work));
      case ASK -> work.ask();
      case DROP -> work.drop();
      case SKIP, GIVE_UP -> work.giveUp();
    }
    return true;
  }

  /// Sets the alarm for the next thing that happens by itself. Mostly it is set already: times end
  /// in order.
  private void arm() {
    boolean full = sink.full();
    boolean over;
    long now;
    long wakeAt;
    lock.lock();
    try {
      now = engine.nanoTime();
      wakeAt = admission.wakeAt(now, full);
      over = admission.isOver() && !toldOver;
      toldOver |= over;
      if (wakeAt >= armedAt && wakeAt != NEVER) {
        return;
      }
      armedAt = wakeAt;
    } finally {
      lock.unlock();
    }
    if (disarm != null) {
      disarm.run();
      disarm = null;
    }
    if (wakeAt != NEVER) {
      disarm = engine.schedule(Duration.ofNanos(wakeAt - now), () -> rang(wakeAt));
    }
    if (over) {
      sink.over();
    }
  }

  private void rang(long at) {
    lock.lock();
    try {
      if (armedAt == at) {
        armedAt = NEVER;
      }
    } finally {
      lock.unlock();
    }
    step();
  }

  /// Returns whether this thread is done: no news came while it was stepping.
  private boolean rest() {
    lock.lock();
    try {
      stepping = news;
      return !news;
    } finally {
      lock.unlock();
    }
  }

  /// Takes the end of one host, once; the sink hears of it before the admission does, so that
  /// [Sink#over] comes last.
  void ended(HostTask task, WorkEnd end) {
    long took;
    lock.lock();
    try {
      took = admission.tookNanos(task.rank(), engine.nanoTime());
    } finally {
      lock.unlock();
    }
    sink.ended(task, took, end);
    boolean good =
        end instanceof WorkEnd.Reached
            || end instanceof WorkEnd.Returned
            || (end instanceof WorkEnd.Exited(int code) && code == 0);
    lock.lock();
    try {
      admission.ended(task.rank());
      works[task.rank()] = null;
      if (good) {
        ok++;
      } else {
        failed++;
      }
    } finally {
      lock.unlock();
    }
    step();
  }

  Sink sink() {
    return sink;
  }
}
