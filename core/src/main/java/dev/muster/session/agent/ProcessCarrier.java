package dev.muster.session.agent;

import dev.muster.model.Durations;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import dev.muster.wire.Mux;
import dev.muster.wire.Pipe;
import dev.muster.wire.PipeDriver;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartStep;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An agent behind the standard streams of a process on this machine: a shell here, or any command
/// that passes them on to somewhere else.
///
/// Its monitor guards its fields and is never held during a call that blocks.
public final class ProcessCarrier implements Carrier {

  private static final int CHUNK = 32 << 10;
  private static final Duration STATUS_WAIT = Duration.ofSeconds(1);

  /// What of the process's errors may wait for a reader.
  private static final int ERRORS_UNREAD = 256 << 10;

  private static final long KILL_WAIT_MILLIS = 500;

  /// Of the command that kills, without what it is to kill.
  private static final int NO_WORDS = 4;

  private final boolean here;
  private final List<String> words;
  private final Set<String> withheld;
  private final String address;
  private @Nullable Process process;
  private @Nullable PipeDriver driver;
  private boolean killed;

  /// @param here whether the agent itself is on this machine, of the same user and with the same
  ///   folders
  /// @param words the program and its arguments
  /// @param withheld the environment's variables that the process does not get
  /// @param address of the target, for messages
  public ProcessCarrier(boolean here, List<String> words, Set<String> withheld, String address) {
    this.here = here;
    this.words = List.copyOf(words);
    this.withheld = withheld;
    this.address = address;
  }

  @Override
  public void begin(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    thread("start").start(() -> start(mux, launch, supplies, listener));
  }

  /// Reading a pipe holds on to its thread: on virtual ones, as many processes as there are
  /// processors would stop all others.
  private Thread.Builder thread(String role) {
    return Thread.ofPlatform().daemon().name(address + " " + role);
  }

  private void start(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    Process made;
    try {
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().keySet().removeAll(withheld);
      made = builder.start();
    } catch (IOException e) {
      listener.failed(
          new Failure.Refused(
              Phase.OPEN,
              address,
              "start of the agent: " + words.getFirst() + ": " + e.getMessage()));
      return;
    }
    boolean late;
    synchronized (this) {
      process = made;
      late = killed;
    }
    if (late) {
      kill();
    }
    Pipe pipe = Pipe.of(made);
    Starting starting =
        new Starting(launch.nonce(), address, supplies, new PipeOutlet(this, pipe, listener));
    Thread errors =
        thread("err").start(() -> pumpErrors(made.getErrorStream(), starting, listener));
    PipeDriver driving;
    Optional<LocalSocket> socket = here ? LocalSocket.open() : Optional.empty();
    try {
      driving = speaks(made, pipe, launch, socket, starting, errors, mux, listener);
    } finally {
      socket.ifPresent(LocalSocket::close);
    }
    if (driving == null) {
      kill();
    } else {
      Thread.ofVirtual()
          .name(address + " watch")
          .start(() -> watch(made, driving, errors, listener));
    }
  }

  private static void watch(Process made, PipeDriver driving, Thread errors, Listener listener) {
    try {
      driving.awaitEnd(Duration.ofDays(3650));
      made.waitFor(); // a socket ends before the process; who waits for that has a limit
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    errorsEnd(errors);
    listener.ended(how(made));
  }

  /// Carries out the start.
  ///
  /// @return what drives the connection to the agent from now on; null if there is none
  private @Nullable PipeDriver speaks(
      Process made,
      Pipe pipe,
      Launch launch,
      Optional<LocalSocket> socket,
      Starting starting,
      Thread errors,
      Mux mux,
      Listener listener) {
    try {
      ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
      Optional<StartStep> step =
          StartTalk.hold(
              pipe,
              socket.map(its -> launch.withSocket(its.path())).orElse(launch),
              starting,
              bytes);
      if (!(step.orElse(null) instanceof StartStep.Ready(String version, String java))) {
        errorsEnd(errors);
        listener.failed(StartTalk.failure(starting, step, step.isEmpty() ? how(made) : ""));
        return null;
      }
      if (bytes.hasRemaining()) {
        mux.received(bytes);
      }
      Pipe frames;
      try {
        frames = socket.isEmpty() ? pipe : called(socket.get(), launch, pipe);
      } catch (IOException e) { // mostly for want of descriptors
        listener.failed(
            new Failure.Refused(
                Phase.OPEN,
                address,
                "start of the agent: its call could not be taken: " + e.getMessage()));
        return null;
      }
      PipeDriver driving = PipeDriver.start(mux, frames, address);
      synchronized (this) {
        driver = driving;
      }
      listener.ready(version, java);
      return driving;
    } catch (IOException e) {
      errorsEnd(errors);
      listener.failed(starting.endedEarly(how(made)));
      return null;
    }
  }

  /// Returns what frames go over: the connection of an agent that has called, else what it was
  /// started over.
  private static Pipe called(LocalSocket socket, Launch launch, Pipe otherwise) throws IOException {
    Optional<Pipe> called = socket.accepted(launch.nonce());
    if (called.isPresent()) {
      otherwise.endInput();
      otherwise.endOutput();
    }
    return called.orElse(otherwise);
  }

  /// What was printed last says most often why it ended.
  private static void errorsEnd(Thread errors) {
    try {
      errors.join(Durations.half(STATUS_WAIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String how(Process made) {
    try {
      return made.waitFor(STATUS_WAIT.toMillis(), TimeUnit.MILLISECONDS)
          ? "exited " + made.exitValue()
          : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static void pumpErrors(InputStream errors, Starting starting, Listener listener) {
    byte[] bytes = new byte[CHUNK];
    Semaphore room = new Semaphore(ERRORS_UNREAD);
    try (errors) {
      for (int count = errors.read(bytes); count >= 0; count = errors.read(bytes)) {
        byte[] some = Arrays.copyOf(bytes, count);
        if (starting.isOver()) {
          int taken = count;
          room.acquire(taken); // a slow reader makes who prints wait
          listener.printed(StdStream.ERR, some, () -> room.release(taken));
        } else {
          starting.printed(some);
        }
      }
    } catch (IOException e) {
      // It has ended, and somebody else tells that.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void end(Duration grace) throws InterruptedException {
    Process running;
    PipeDriver driving;
    synchronized (this) {
      running = process;
      driving = driver;
      killed = true;
    }
    if (running == null) {
      return;
    }
    long deadline = System.nanoTime() + grace.toNanos() / 2 * 3;
    boolean over = false;
    try {
      if (driving != null) {
        driving.close(grace); // may be soon: what runs there has its time all the same
      }
      over = running.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!over) {
        running.destroy();
        over = running.waitFor(grace.toNanos() / 4, TimeUnit.NANOSECONDS);
      }
    } finally {
      if (!over) {
        kill();
      }
    }
    running.waitFor(grace.toNanos() / 4, TimeUnit.NANOSECONDS);
  }

  /// What it started is killed first, as far as it can be seen from here. The shell that stays
  /// behind at the start is given a moment: it kills the agent's group, with those in it that
  /// nobody is the parent of any more.
  @Override
  public void kill() {
    Process running;
    synchronized (this) {
      killed = true;
      running = process;
    }
    if (running != null) {
      Thread.ofVirtual().name(address + " kill").start(() -> kill(running));
    }
  }

  private static void kill(Process running) {
    try {
      killTree(running);
      running.destroy();
      running.waitFor(KILL_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }

  /// Kills all that descends from a process, and the process groups among that: of some, only the
  /// group is left to be seen.
  private static void killTree(Process running) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "kill -KILL \"$@\"", "kill"));
    running
        .descendants()
        .forEach(each -> {
          words.add("-" + each.pid());
          each.destroyForcibly();
        });
    if (words.size() > NO_WORDS) {
      try {
        new ProcessBuilder(words)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor(KILL_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        // No shell here: what descends from it is killed all the same.
      }
    }
  }
}
