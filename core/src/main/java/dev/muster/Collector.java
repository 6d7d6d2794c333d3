package dev.muster;

import dev.muster.fan.Sink;
import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.model.HostTask;
import dev.muster.model.Output;
import dev.muster.model.OutputMode;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.StdStream;
import dev.muster.output.Account;
import dev.muster.output.Capture;
import dev.muster.output.EventQueue;
import dev.muster.output.HostOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Takes what the hosts of one run say, on the event loops, and keeps it for the reader and for the
/// end.
final class Collector<T> implements Sink {

  /// A host is over; `output` holds what it printed after its last line end.
  record Ended<T>(Result<T> result, @Nullable HostOutput output) {}

  private final Outcomes<T> outcomes;
  private final OutputMode mode;
  private final Runnable resources;
  private final Account account;
  private final EventQueue queue;
  private final AtomicReferenceArray<@Nullable Result<T>> results;
  private final CountDownLatch over = new CountDownLatch(1);
  private final long startedAt = System.nanoTime();

  /// What the hosts print. Each is touched by the calls about its host only, which come one at a
  /// time.
  private final @Nullable HostOutput[] outputs;

  private final @Nullable Capture[] captures;
  private volatile long tookNanos;

  /// @param resources run when the last host is over
  Collector(int hosts, RunOptions options, Outcomes<T> outcomes, Runnable resources) {
    this.outcomes = outcomes;
    this.mode = options.output();
    this.resources = resources;
    this.account = new Account(options.outputBytes());
    this.queue = new EventQueue(options.outputBytes());
    this.results = new AtomicReferenceArray<>(hosts);
    this.outputs = new HostOutput[mode == OutputMode.LINES ? hosts : 0];
    this.captures = new Capture[mode == OutputMode.CAPTURE ? hosts : 0];
  }

  @Override
  public void output(HostTask task, Work work, StdStream stream, byte[] bytes) {
    int rank = task.rank();
    switch (mode) {
      case LINES -> {
        HostOutput output = outputs[rank];
        if (output == null) {
          output = new HostOutput(task.host(), rank, work::consumed);
          outputs[rank] = output;
        }
        queue.add(output, stream, bytes);
      }
      case CAPTURE -> {
        Capture capture = captures[rank];
        if (capture == null) {
          capture = new Capture(account);
          captures[rank] = capture;
        }
        capture.add(stream, bytes);
        work.consumed(bytes.length);
      }
      case DISCARD -> work.consumed(bytes.length);
    }
  }

  @Override
  public void ended(HostTask task, long tookNanos, WorkEnd end) {
    int rank = task.rank();
    Output kept = Output.empty();
    HostOutput output = null;
    if (mode == OutputMode.CAPTURE) {
      kept = Capture.of(captures[rank]);
      captures[rank] = null;
    } else if (mode == OutputMode.LINES) {
      output = outputs[rank];
      outputs[rank] = null;
    }
    Result<T> result = outcomes.result(task, tookNanos, end, kept);
    results.set(rank, result);
    queue.add(new Ended<>(result, output));
  }

  @Override
  public void over() {
    tookNanos = System.nanoTime() - startedAt;
    resources.run();
    over.countDown();
    queue.close();
  }

  @Override
  public boolean full() {
    return mode == OutputMode.LINES && queue.full();
  }

  EventQueue queue() {
    return queue;
  }

  /// Waits until every host is over.
  ///
  /// @return whether they are
  boolean await(long nanos) throws InterruptedException {
    return over.await(nanos, TimeUnit.NANOSECONDS);
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /// Returns the time from the start to the last result, or until now.
  Duration took() {
    return Duration.ofNanos(isOver() ? tookNanos : System.nanoTime() - startedAt);
  }

  /// Returns the results there are, in the order of the ranks.
  List<Result<T>> results() {
    List<Result<T>> there = new ArrayList<>(results.length());
    for (int rank = 0; rank < results.length(); rank++) {
      Result<T> result = results.get(rank);
      if (result != null) {
        there.add(result);
      }
    }
    return there;
  }

  /// Returns the names of the hosts without a result, in the order of the ranks.
  List<String> pending(List<HostTask> tasks) {
    List<String> pending = new ArrayList<>();
    for (int rank = 0; rank < results.length(); rank++) {
      if (results.get(rank) == null) {
        pending.add(tasks.get(rank).host());
      }
    }
    return pending;
  }
}
