package dev.muster;

import dev.muster.fan.Engine;
import dev.muster.fan.FanOut;
import dev.muster.model.GroupResult;
import dev.muster.model.HostTask;
import dev.muster.model.Line;
import dev.muster.model.Progress;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.output.EventQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One operation on a group while it lasts.
///
/// It goes on by itself. Lines wait for a reader: a slow one slows the remote commands, at most the
/// run's budget is held in memory, and nothing is dropped. Reading ([#next], [#nextLine], [#lines])
/// is for one thread at a time; the rest is safe for use by many threads. Closing it stops what is
/// not over, remotely too.
///
/// @param <T> how the operation ends on a host
public final class Run<T> implements AutoCloseable {

  private static final Duration LONG = Duration.ofDays(3650);
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final List<HostTask> tasks;
  private final RunOptions options;
  private final Collector<T> collector;
  private final FanOut fan;

  /// Events that were taken and not dealt with yet; the reader's, as are the fields below.
  private final Deque<Object> taken = new ArrayDeque<>();

  /// Lines of `reading` that were not handed out yet.
  private final Deque<Line> lines = new ArrayDeque<>();

  private @Nullable Object reading;

  Run(
      List<HostTask> tasks,
      RunOptions options,
      Outcomes<T> outcomes,
      Engine engine,
      Runnable resources) {
    this.tasks = tasks;
    this.options = options;
    this.collector = new Collector<>(tasks.size(), options, outcomes, resources);
    this.fan = new FanOut(tasks, options, engine, collector);
  }

  void begin() {
    fan.start();
  }

  /// Waits until every host is over.
  ///
  /// With [dev.muster.model.OutputMode#LINES], commands that print more than fits wait for a
  /// reader, and so does this.
  ///
  /// @return the results in the order given
  /// @throws InterruptedException if the caller is interrupted; the run goes on until it is closed
  public GroupResult<T> await() throws InterruptedException {
    collector.await(LONG.toNanos());
    return new GroupResult<>(collector.results(), collector.took());
  }

  /// Waits until every host is over, or `limit` has passed. The run goes on all the same.
  ///
  /// @return the results there are and the hosts still without one
  /// @throws InterruptedException if the caller is interrupted; the run goes on until it is closed
  public Progress.Snapshot<T> await(Duration limit) throws InterruptedException {
    collector.await(limit.toNanos());
    return new Progress.Snapshot<>(collector.results(), collector.pending(tasks));
  }

  /// Returns whether every host is over.
  public boolean isOver() {
    return collector.isOver();
  }

  /// Returns the time from the start to the last result, or until now.
  public Duration took() {
    return collector.took();
  }

  /// Returns the results there are, in the order given.
  public List<Result<T>> results() {
    return collector.results();
  }

  /// Returns the names of the hosts without a result, in the order given.
  public List<String> pending() {
    return collector.pending(tasks);
  }

  /// Returns how far it has come.
  public Progress progress() {
    return fan.progress();
  }

  /// Returns the name of the host that has been worked on longest, if any is being worked on.
  public Optional<String> slowest() {
    return fan.slowest().map(HostTask::host);
  }

  /// Hands what has come since the last time to `listener`, on this thread; waits for something for
  /// at most `wait`.
  ///
  /// What the listener throws leaves here; what it has not heard is handed out the next time.
  ///
  /// @return false if the run is over and everything was handed out
  /// @throws InterruptedException if the caller is interrupted; the run goes on until it is closed
  public boolean next(RunListener<T> listener, Duration wait) throws InterruptedException {
    drainLines(listener);
    if (taken.isEmpty()) {
      taken.addAll(collector.queue().take(wait.toNanos()));
    }
    for (Object event = taken.poll(); event != null; event = taken.poll()) {
      if (event instanceof Collector.Ended<?> ended) {
        finish(ended, lines::add);
        drainLines(listener);
        listener.ended(own(ended));
      } else {
        read(event);
        drainLines(listener);
      }
    }
    return !collector.queue().isOver();
  }

  /// Returns the next line of any host, waiting for at most `wait`.
  ///
  /// @return empty if the time passed, or the run is over and every line was handed out
  /// @throws InterruptedException if the caller is interrupted; the run goes on until it is closed
  public Optional<Line> nextLine(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (lines.isEmpty()) {
      done();
      if (taken.isEmpty()) {
        long left = Math.max(0, deadline - System.nanoTime());
        taken.addAll(collector.queue().take(left));
      }
      Object event = taken.poll();
      if (event == null) {
        return Optional.empty();
      }
      if (event instanceof Collector.Ended<?> ended) {
        finish(ended, lines::add);
      } else {
        read(event);
      }
    }
    return Optional.of(lines.remove());
  }

  /// Returns the lines of all hosts as they come; the stream ends with the run. To be used once, by
  /// one thread.
  ///
  /// If that thread is interrupted, the run is cancelled, the stream ends, and the thread is still
  /// interrupted.
  public Stream<Line> lines() {
    Iterator<Line> iterator = new LineIterator();
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, traits), false);
  }

  /// Stops the run: no more hosts begin, those at work are asked to stop, and after the time of
  /// grace their connections are dropped. Returns at once; every host has its result within twice
  /// the time of grace. Idempotent.
  public void cancel() {
    fan.cancel();
  }

  /// Stops the run on one host: it begins no more, or is asked to stop, and after the time of grace
  /// its connection is dropped; the other hosts go on. Returns at once; the host has its result
  /// within twice the time of grace. Idempotent; without effect on a host that has its result.
  ///
  /// @param host its name, as results have it; all that are called so, if it was given twice
  /// @throws IllegalArgumentException if the run has no such host
  public void cancel(String host) {
    List<HostTask> called = tasks.stream().filter(task -> task.host().equals(host)).toList();
    if (called.isEmpty()) {
      throw new IllegalArgumentException(
          "no host of this run is called \"" + host + "\"; names are as results have them");
    }
    called.forEach(fan::cancel);
  }

  /// Sends a signal to the commands that run now, each with its process group; hosts that have not
  /// begun or are over hear nothing of it. Servers pass on those of POSIX; what the command does
  /// with it is its own affair, and the run goes on.
  ///
  /// @param name such as `HUP` or `USR1`, with or without `SIG`
  /// @throws IllegalArgumentException if it can be no name of a signal
  public void signal(String name) {
    String plain = name.startsWith("SIG") ? name.substring("SIG".length()) : name;
    if (!plain.matches("[A-Z][A-Z0-9]{0,14}")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of a signal; wanted one such as HUP, TERM or USR1");
    }
    fan.signal(plain);
  }

  /// Stops the run without giving anybody any more time: connections are dropped, and every host
  /// has its result.
  public void kill() {
    fan.kill();
  }

  /// Stops what is not over and waits for it, for little more than twice the time of grace at most.
  /// Idempotent.
  @Override
  public void close() {
    cancel();
    Duration limit = options.grace().plus(options.grace()).plus(MARGIN);
    boolean interrupted = false;
    try {
      collector.await(limit.toNanos());
    } catch (InterruptedException e) {
      interrupted = true;
      kill();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Object event) {
    reading = event;
    EventQueue.read(event, lines::add);
  }

  private void drainLines(RunListener<T> listener) {
    for (Line line = lines.poll(); line != null; line = lines.poll()) {
      listener.line(line);
    }
    done();
  }

  /// Gives credit back for the event whose lines are all handed out.
  private void done() {
    Object event = reading;
    reading = null;
    if (event != null && collector.queue().consumed(event)) {
      fan.poke();
    }
  }

  private static void finish(Collector.Ended<?> ended, Consumer<Line> lines) {
    if (ended.output() != null) {
      ended.output().end(lines);
    }
  }

  /// The queue holds only ends of this run.
  @SuppressWarnings("unchecked")
  private Result<T> own(Collector.Ended<?> ended) {
    return (Result<T>) ended.result();
  }

  private final class LineIterator implements Iterator<Line> {

    private Optional<Line> ahead = Optional.empty();

    @Override
    public boolean hasNext() {
      try {
        while (ahead.isEmpty() && !(lines.isEmpty() && isRead())) {
          ahead = nextLine(LONG);
        }
      } catch (InterruptedException e) {
        cancel();
        Thread.currentThread().interrupt();
      }
      return ahead.isPresent();
    }

    private boolean isRead() {
      return taken.isEmpty() && collector.queue().isOver();
    }

    @Override
    public Line next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the run is over");
      }
      Line line = ahead.orElseThrow();
      ahead = Optional.empty();
      return line;
    }
  }
}
