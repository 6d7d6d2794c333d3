package dev.muster.ssh;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.muster.ssh.Route.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A local command, and the threads that move the bytes of its standard streams.
///
/// One thread starts it and reads its output, as far as there is room; one reads what it says on
/// standard error; a third writes its input while there is any. It ends with its output: when it
/// exits, a child that still holds its output is not waited for. Safe for use by many threads; its
/// monitor guards `process` and is not held during a call.
final class RunningCommand {

  /// Who hears of it, on its threads.
  interface Listener {

    /// It runs.
    void started();

    /// It said something. [#taken] makes room for more.
    void brought(byte[] bytes);

    /// So many bytes of its input have been written, or never will be.
    void left(int count);

    /// It is over, or was never started; once.
    ///
    /// @param why empty if it ended well and complained of nothing
    void ended(String why);
  }

  private static final int WINDOW_BYTES = 1 << 18;
  private static final int CHUNK_BYTES = 1 << 14;
  private static final byte[] END = {};

  /// Ignored interrupts stay ignored by what is started: an interrupt at the terminal is for the
  /// whole group of processes, and would end the command before what runs over it was stopped.
  private static final String START = "trap '' INT QUIT; exec \"$0\" -c \"$1\"";

  /// How long something that follows from something else is waited for.
  private static final long SOON_MILLIS = 1000;

  /// How long a command is given to end by the end of its input.
  private static final long GRACE_MILLIS = 200;

  private final Commands commands;
  private final Command command;
  private final String name;
  private final Listener listener;
  private final Semaphore room = new Semaphore(WINDOW_BYTES);
  private final Queue<byte[]> input = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean told = new AtomicBoolean();
  private final CountDownLatch outputEnded = new CountDownLatch(1);
  private final Complaints complaints = new Complaints();
  private @Nullable Process process;
  private volatile boolean stopped;

  RunningCommand(Commands commands, Command command, String host, Listener listener) {
    this.commands = commands;
    this.command = command;
    this.name = "proxy command " + host;
    this.listener = listener;
  }

  /// Has it started, on a thread of its own.
  void begin() {
    if (!commands.execute(name, this::run)) {
      tell("its command is not started: the engine is closed");
    }
  }

  private void run() {
    commands.began(this);
    try {
      if (!stopped) {
        Process begun = start();
        listener.started();
        if (stopped) {
          end();
        }
        pump(begun.getInputStream());
        outputEnded.countDown();
        tell(ending(begun));
      }
    } catch (IOException | RuntimeException | Error e) { // such as no more processes, or threads
      tell("its command cannot be started: " + e.getMessage());
    } finally {
      end();
      commands.ended(this);
    }
  }

  private Process start() throws IOException {
    Process begun =
        commands.start("/bin/sh", "-c", START, command.shell(), "exec " + command.line());
    synchronized (this) {
      process = begun;
    }
    if (!commands.execute(name + " errors", () -> complaints.read(begun.getErrorStream()))) {
      complaints.none();
    }
    Executor later = delayedExecutor(SOON_MILLIS, MILLISECONDS, this::ifOutputIsHeld);
    var _ = begun.onExit().thenRunAsync(() -> tell(ending(begun)), later);
    return begun;
  }

  /// Does `task` if the output has not ended though the command has: a child holds it.
  private void ifOutputIsHeld(Runnable task) {
    if (outputEnded.getCount() > 0) {
      var _ = commands.execute(name, task);
    }
  }

  /// Reads to the end of the output; once nobody listens, it goes nowhere.
  private void pump(InputStream out) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      int count = 0;
      while (count >= 0) {
        room.acquireUninterruptibly(CHUNK_BYTES);
        count = out.read(buffer);
        boolean heard = count > 0 && !stopped;
        room.release(heard ? CHUNK_BYTES - count : CHUNK_BYTES);
        if (heard) {
          listener.brought(Arrays.copyOf(buffer, count));
        }
      }
    } catch (IOException e) {
      // as good as its end: why it ended is told by the process
    }
  }

  /// Makes room for so many bytes of output.
  void taken(int count) {
    room.release(count);
  }

  /// Writes to its input, soon. [#END] closes it.
  void write(byte[] bytes) {
    input.add(bytes);
    if (writing.compareAndSet(false, true) && !commands.execute(name + " in", this::writeAll)) {
      input.clear(); // the engine is closed
    }
  }

  private void writeAll() {
    Process open = process();
    if (open == null) {
      return;
    }
    boolean goesOn = true;
    while (goesOn) {
      byte[] bytes = input.poll();
      while (bytes != null && goesOn) {
        goesOn = written(open, bytes);
        listener.left(bytes.length);
        bytes = input.poll();
      }
      if (goesOn) { // or else nothing is written any more
        writing.set(false);
        goesOn = !input.isEmpty() && writing.compareAndSet(false, true);
      }
    }
  }

  private boolean written(Process open, byte[] bytes) {
    OutputStream in = open.getOutputStream();
    try {
      if (bytes.length == 0) {
        in.close();
        return false;
      }
      in.write(bytes);
      in.flush();
      return true;
    } catch (IOException e) {
      if (!endsSoon(outputEnded)) {
        tell(ending(open)); // it goes on without reading, so nothing can come of it
      }
      return false;
    }
  }

  /// Has it ended, by the end of its input, or else by signals; its children too. Idempotent.
  void stop() {
    stopped = true;
    room.release(WINDOW_BYTES);
    Process open = process();
    if (!commands.execute(name + " end", this::end) && open != null) {
      open.destroyForcibly();
    }
  }

  /// Its children are looked for while it is there: once it has exited, nothing leads to them.
  private void end() {
    Process open = process();
    if (open != null && open.isAlive()) {
      Family family = Family.of(open);
      write(END);
      boolean _ = endsWithin(open, GRACE_MILLIS);
      family.end(SOON_MILLIS);
    }
  }

  private synchronized @Nullable Process process() {
    return process;
  }

  private void tell(String why) {
    if (told.compareAndSet(false, true)) {
      listener.ended(why);
    }
  }

  /// Returns how it ended: empty if it did so well, and complained of nothing.
  private String ending(Process begun) {
    if (stopped) {
      return "";
    }
    boolean gone = endsWithin(begun, SOON_MILLIS);
    String said = complaints.text(GRACE_MILLIS);
    if (gone && begun.exitValue() == 0 && said.isEmpty()) {
      return "";
    }
    String how =
        gone
            ? "its command ended with status " + begun.exitValue()
            : "its command closed its standard streams";
    return said.isEmpty() ? how : how + ": " + said;
  }

  private static boolean endsWithin(Process begun, long millis) {
    try {
      return begun.waitFor(millis, MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean endsSoon(CountDownLatch latch) {
    try {
      return latch.await(SOON_MILLIS, MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
