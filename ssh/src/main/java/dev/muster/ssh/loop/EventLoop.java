package dev.muster.ssh.loop;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.packet.PacketReader;
import dev.muster.ssh.packet.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One thread that serves many connections: it waits until one of them can read or write, until a
/// task is handed in, or until a timer is due.
///
/// Owns one buffer for reading and the [Scratch] for writing, which it lends to the connection
/// being served. [#execute] and [#close] are for any thread; everything else is for the loop's own.
public final class EventLoop implements AutoCloseable {

  /// A channel's owner, told on the loop what its channel is ready for.
  public interface Handler {

    /// Serves the channel.
    void ready(SelectionKey key);

    /// The loop is being closed: whatever is open must be closed now.
    void abandon();
  }

  private static final int READ_BYTES = 1 << 17;

  /// More than any number of connections hands in while a loop ends.
  private static final int MOST_LATE = 1 << 20;

  private final Selector selector;
  private final Thread thread;
  private final Scratch scratch;
  private final ByteBuffer input = ByteBuffer.allocateDirect(PacketReader.MAX_BYTES + READ_BYTES);
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Object late = new Object();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final TimerWheel timers;
  private final Consumer<SelectionKey> serve = this::serve;
  private final Runnable advance = this::advance;
  private final Runnable fence = this::fence;
  private final Consumer<Throwable> defects;
  private volatile boolean closing;
  private volatile boolean ended;
  private boolean fenced;
  private long now = millis();

  /// Starts a loop.
  ///
  /// @param name of its thread
  /// @param defects hears of exceptions that no handler caught, which are defects; the loop goes on
  /// @throws UncheckedIOException if the system gives no selector, for lack of file descriptors
  public EventLoop(String name, Crypto crypto, Consumer<Throwable> defects) {
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no event loop can be opened: " + e.getMessage(), e);
    }
    this.scratch = new Scratch(crypto.confined(), this::now);
    this.timers = new TimerWheel(now);
    this.defects = defects;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    thread.start();
  }

  /// Returns the buffers for writing.
  public Scratch scratch() {
    return scratch;
  }

  /// Returns the buffer for reading.
  public ByteBuffer input() {
    return input;
  }

  /// Returns whether the caller is this loop's thread.
  public boolean isCurrent() {
    return thread.equals(Thread.currentThread());
  }

  /// Returns the time of this turn of the loop, in milliseconds of a steady clock.
  public long now() {
    return now;
  }

  /// Runs `task` on the loop, soon. From any thread. Once the loop has ended, it runs at once on
  /// the caller's thread, where it finds everything closed: nobody waits for ever for a loop that
  /// is gone.
  public void execute(Runnable task) {
    tasks.add(task);
    if (ended) {
      runLate();
      return;
    }
    if (asleep.get() && asleep.getAndSet(false)) {
      selector.wakeup();
    }
  }

  /// Registers `channel`, whose events `handler` serves.
  public SelectionKey register(SelectableChannel channel, int operations, Handler handler)
      throws IOException {
    return channel.register(selector, operations, handler);
  }

  /// Sets `timer` to fire on this loop.
  public void set(TimerWheel.Timer timer, Duration delay) {
    timers.set(timer, delay.toMillis(), now);
  }

  /// Cancels `timer`.
  public void cancel(TimerWheel.Timer timer) {
    timers.cancel(timer);
  }

  /// Closes everything that is registered and ends the thread; returns when it has ended, at most a
  /// second later.
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    if (isCurrent()) {
      return;
    }
    boolean interrupted = false;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing) {
        turn();
      }
    } catch (IOException | RuntimeException | Error e) {
      defects.accept(e);
    } finally {
      end();
    }
  }

  /// Ends: whatever the reason, the connections hear of it.
  private void end() {
    try {
      abandonAll();
    } finally {
      closeSelector();
      ended = true;
      runLate();
    }
  }

  /// Runs what is there, and what that hands in; a task that renews itself for ever is dropped.
  private void runLate() {
    if (Thread.holdsLock(late)) {
      return; // a late task handed it in: whoever runs that one comes to it
    }
    synchronized (late) {
      for (int i = 0; i < MOST_LATE; i++) {
        Runnable task = tasks.poll();
        if (task == null) {
          return;
        }
        guarded(task);
      }
      tasks.clear();
    }
    defects.accept(new IllegalStateException("over " + MOST_LATE + " tasks after the end"));
  }

  private void turn() throws IOException {
    asleep.set(true);
    long idle = tasks.isEmpty() ? timers.idleMillis(millis()) : 0;
    if (idle == 0) {
      selector.selectNow(serve);
    } else {
      selector.select(serve, idle == Long.MAX_VALUE ? 0 : idle);
    }
    asleep.set(false);
    now = millis();
    runTasks();
    guarded(advance);
  }

  /// Runs the tasks that are there now; those that they hand in have their turn after the channels
  /// and timers, or one that renews itself would stop everything else.
  private void runTasks() {
    if (tasks.isEmpty()) {
      return;
    }
    fenced = false;
    tasks.add(fence);
    Runnable task = tasks.poll();
    while (task != null) {
      guarded(task);
      task = fenced ? null : tasks.poll();
    }
  }

  private void fence() {
    fenced = true;
  }

  private void serve(SelectionKey key) {
    asleep.set(false);
    now = millis();
    Handler handler = (Handler) key.attachment();
    try {
      handler.ready(key);
    } catch (RuntimeException | Error e) {
      defects.accept(e);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      defects.accept(e);
    }
  }

  private void abandonAll() {
    runTasks(); // a connection that was handed in must hear of its end
    List<SelectionKey> keys = new ArrayList<>(selector.keys());
    for (SelectionKey key : keys) {
      Object handler = key.attachment();
      if (handler instanceof Handler owner) {
        guarded(owner::abandon);
      }
    }
    runTasks();
  }

  private void advance() {
    timers.advance(now);
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      defects.accept(e);
    }
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
