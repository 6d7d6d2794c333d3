package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One target's command as a process on this machine: a shell here, or what a command takes
/// somewhere else.
///
/// Three virtual threads move its bytes, as pipes cannot be waited for otherwise. Its monitor
/// guards its fields and is never held during a call that blocks, but for waiting on itself.
final class ProcessWork implements Work, InputTarget {

  private static final int CHUNK = 32 << 10;
  private static final int SIGNALLED = 128;

  private final HostTask task;
  private final Job job;
  private final Set<String> withheld;
  private final WorkListener listener;
  private @Nullable Process process;
  private int unread;
  private boolean asked;
  private boolean dropped;

  /// @param withheld the environment's variables that the process does not get
  ProcessWork(HostTask task, Job job, Set<String> withheld, WorkListener listener) {
    this.task = task;
    this.job = job;
    this.withheld = withheld;
    this.listener = listener;
  }

  /// Begins.
  ///
  /// @param words the program and its arguments
  void begin(List<String> words) {
    Thread.ofPlatform().daemon().name(task.host()).start(() -> run(words));
  }

  private void run(List<String> words) {
    Process made;
    try {
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().keySet().removeAll(withheld);
      made = builder.start();
    } catch (IOException e) {
      Failure why =
          new Failure.Refused(Phase.OPEN, task.address(), words.getFirst() + ": " + e.getMessage());
      listener.ended(new WorkEnd.Failed(why, false));
      return;
    }
    boolean stopped;
    synchronized (this) {
      process = made;
      stopped = asked || dropped;
    }
    if (stopped) {
      stop(made, dropped);
    }
    job.input().feed(this, task.host(), this::inputFailed);
    Thread errors =
        Thread.ofPlatform()
            .daemon()
            .name(task.host() + " err")
            .start(() -> pump(made.getErrorStream(), StdStream.ERR));
    pump(made.getInputStream(), StdStream.OUT);
    try {
      errors.join();
      int status = made.waitFor();
      listener.ended(end(status));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The JDK tells the end by signal N as status 128 + N, as shells do; only where we sent one is
  /// it told apart.
  private WorkEnd end(int status) {
    boolean ours;
    synchronized (this) {
      ours = asked || dropped;
    }
    return ours && status > SIGNALLED
        ? new WorkEnd.Signalled(status == SIGNALLED + 9 ? "KILL" : "TERM")
        : new WorkEnd.Exited(status);
  }

  private void pump(InputStream from, StdStream stream) {
    byte[] bytes = new byte[CHUNK];
    try (from) {
      for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
        room(count);
        listener.output(this, stream, Arrays.copyOf(bytes, count));
      }
    } catch (IOException e) {
      // It has ended: its status says how.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until so much output is consumed that `count` bytes more may be on their way: a slow
  /// reader makes the command wait.
  private synchronized void room(int count) throws InterruptedException {
    while (unread > 0 && unread + count > job.windowBytes() && !dropped) {
      wait();
    }
    unread += count;
  }

  @Override
  public synchronized void consumed(int bytes) {
    unread -= bytes;
    notifyAll();
  }

  private void inputFailed(String what) {
    Failure why = new Failure.Internal(Phase.RUN, task.address(), what);
    ask();
    listener.ended(new WorkEnd.Failed(why, true));
  }

  @Override
  public void ask() {
    Process running;
    synchronized (this) {
      asked = true;
      running = process;
    }
    if (running != null) {
      stop(running, false);
    }
  }

  /// Signals are sent by the system's `kill`, as Java has no way to; what the command started hears
  /// of none.
  @Override
  public void signal(String name) {
    Process running;
    synchronized (this) {
      running = process;
    }
    if (running != null && running.isAlive() && name.matches("[A-Z0-9]{1,10}")) {
      try {
        new ProcessBuilder("kill", "-s", name, Long.toString(running.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        ask(); // a system without kill: it is stopped in the only way there is
      }
    }
  }

  @Override
  public void drop() {
    Process running;
    synchronized (this) {
      dropped = true;
      running = process;
      notifyAll();
    }
    if (running != null) {
      stop(running, true);
    }
  }

  /// What it started is stopped with it, as far as it can be seen from here.
  private static void stop(Process running, boolean force) {
    List<ProcessHandle> all = new ArrayList<>(running.descendants().toList());
    all.add(running.toHandle());
    for (ProcessHandle each : all) {
      if (force) {
        each.destroyForcibly();
      } else {
        each.destroy();
      }
    }
  }

  @Override
  public synchronized Phase phase() {
    return process == null ? Phase.OPEN : Phase.RUN;
  }

  // --- its input

  @Override
  public CompletionStage<Void> write(byte[] bytes) {
    Process running;
    synchronized (this) {
      running = process;
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name(task.host() + " in")
        .start(() -> {
          try {
            OutputStream in = Objects.requireNonNull(running).getOutputStream();
            in.write(bytes);
            in.flush();
            written.complete(null);
          } catch (IOException e) {
            written.completeExceptionally(e); // it reads no more, which is its right
          }
        });
    last = written;
    return written;
  }

  private CompletionStage<Void> last = CompletableFuture.completedFuture(null);

  @Override
  public void endInput() {
    Process running;
    synchronized (this) {
      running = process;
    }
    var _ =
        last.whenComplete((_, _) -> {
          try {
            Objects.requireNonNull(running).getOutputStream().close();
          } catch (IOException e) {
            // It has ended.
          }
        });
  }
}
