package dev.muster.fan;

import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// An engine in memory, with a clock that the test turns. Hosts do what the test tells them, or
/// what `onBegin` does at once.
public final class FakeEngine implements Engine {

  /// What was asked of one host.
  public final class FakeWork implements Work {

    private final HostTask task;
    private final WorkListener listener;
    private Phase phase = Phase.CONNECT;
    private boolean over;
    private int asks;
    private int drops;
    private int consumed;
    private final List<String> signals = new ArrayList<>();

    FakeWork(HostTask task, WorkListener listener) {
      this.task = task;
      this.listener = listener;
    }

    public void exit(int code) {
      end(new WorkEnd.Exited(code));
    }

    public void print(String text) {
      print(StdStream.OUT, text);
    }

    public void print(StdStream stream, String text) {
      phase = Phase.RUN;
      listener.output(this, stream, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public void fail(boolean mayHaveRun) {
      Phase at = mayHaveRun ? Phase.RUN : Phase.CONNECT;
      end(new WorkEnd.Failed(new Failure.Network(at, task.address(), at + ": broken"), mayHaveRun));
    }

    public void end(WorkEnd end) {
      if (!over) {
        over = true;
        open--;
        listener.ended(end);
      }
    }

    public void at(Phase now) {
      phase = now;
    }

    public int asks() {
      return asks;
    }

    public int drops() {
      return drops;
    }

    public int consumedBytes() {
      return consumed;
    }

    @Override
    public void ask() {
      asks++;
      if (obeys) {
        boolean ran = phase.compareTo(Phase.OPEN) > 0;
        end(new WorkEnd.Failed(new Failure.Cancelled(phase, task.address()), ran));
      }
    }

    public List<String> signals() {
      return signals;
    }

    @Override
    public void signal(String name) {
      signals.add(name);
    }

    @Override
    public void drop() {
      drops++;
    }

    @Override
    public void consumed(int bytes) {
      consumed += bytes;
    }

    @Override
    public Phase phase() {
      return phase;
    }
  }

  private record Alarm(long at, Runnable task) {}

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
  private final Map<Integer, FakeWork> works = new HashMap<>();
  private final List<Integer> begun = new ArrayList<>();
  private Consumer<FakeWork> onBegin = _ -> {};
  private boolean obeys = true;
  private int open;
  private int mostOpen;
  private int alarmsSet;
  private long now = 1_000_000;

  public static List<HostTask> tasks(int count) {
    List<HostTask> tasks = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      tasks.add(new HostTask("h" + rank, rank, "h" + rank, 22, "me", "true"));
    }
    return tasks;
  }

  /// Lets every host do this as soon as it is begun.
  public FakeEngine onBegin(Consumer<FakeWork> what) {
    onBegin = what;
    return this;
  }

  /// Lets hosts do nothing when they are asked to stop.
  public FakeEngine deaf() {
    obeys = false;
    return this;
  }

  public FakeWork work(int rank) {
    FakeWork work = works.get(rank);
    if (work == null) {
      throw new IllegalStateException("host " + rank + " was not begun");
    }
    return work;
  }

  /// Returns the ranks that were begun, in order.
  public List<Integer> begun() {
    return begun;
  }

  public int mostOpen() {
    return mostOpen;
  }

  public int alarmsSet() {
    return alarmsSet;
  }

  public int alarmsLeft() {
    return alarms.size();
  }

  /// Turns the clock, and rings what is due on the way.
  public void advance(Duration time) {
    long until = now + time.toNanos();
    while (!alarms.isEmpty() && alarms.element().at() <= until) {
      Alarm alarm = alarms.remove();
      now = Math.max(now, alarm.at());
      alarm.task().run();
    }
    now = until;
  }

  @Override
  public Work begin(HostTask task, WorkListener listener) {
    FakeWork work = new FakeWork(task, listener);
    works.put(task.rank(), work);
    begun.add(task.rank());
    open++;
    mostOpen = Math.max(mostOpen, open);
    onBegin.accept(work);
    return work;
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(now + delay.toNanos(), task);
    alarms.add(alarm);
    alarmsSet++;
    return () -> alarms.remove(alarm);
  }

  @Override
  public long nanoTime() {
    return now;
  }
}
