package dev.muster.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps what comes on one channel until somebody takes it, and waits for it.
///
/// The window of the channel bounds what it keeps; what is taken is given back. For use by many
/// threads: each item is taken once. It belongs to one channel.
public final class Inbox implements ChannelHandler {

  private static final Received EOF = new Received.Eof();
  private static final Received NOTHING = new Received.Nothing();

  /// A thread that waits, until somebody has woken it.
  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;
  }

  /// Asks whether it is time to stop reading.
  private final class Arrival implements BooleanSupplier {
    @Override
    public boolean getAsBoolean() {
      synchronized (Inbox.this) {
        return !items.isEmpty() || last != null;
      }
    }
  }

  private final @Nullable Runnable onNews;

  /// Written before anything comes, by the thread that opens it or the one that reads.
  private volatile @Nullable Channel channel;

  // Guarded by this, which is a leaf: nothing else is called while it is held.

  private final ArrayDeque<Payload> items = new ArrayDeque<>(2);
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>(1);
  private @Nullable Received last;

  /// Makes one that is empty.
  public Inbox() {
    this.onNews = null;
  }

  /// Makes one that calls `onNews`, which does not block, after each item and each end that came.
  public Inbox(Runnable onNews) {
    this.onNews = onNews;
  }

  /// Returns the next item, or what there is instead: the end is said after the items before it, as
  /// often as it is asked for.
  ///
  /// @param limit how long to wait for it; with zero it does not
  public Received receive(Duration limit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Received first = poll();
    if (first instanceof Received.Nothing) {
      long nanos = Clamp.nanos(limit);
      first = nanos > 0 ? await(System.nanoTime() + nanos) : first;
    }
    return first;
  }

  /// Takes note that we have closed the channel, which its handler does not hear: who waits is told
  /// after the items that came before.
  public void closedHere() {
    end(new Received.Ended(new ChannelEnd.Here()));
  }

  @Override
  public void begins(Channel opened) {
    channel = opened;
  }

  @Override
  public void item(Channel from, Payload item) {
    Waiter waiter;
    synchronized (this) {
      channel = from;
      items.add(item);
      waiter = waiters.poll();
    }
    if (waiter != null) {
      wake(waiter);
    }
    tellNews();
  }

  @Override
  public void eof(Channel from) {
    end(EOF);
  }

  @Override
  public void closed(Channel from, ChannelEnd end) {
    end(new Received.Ended(end));
  }

  private void end(Received how) {
    Waiter waiter;
    synchronized (this) {
      if (!(last instanceof Received.Ended)) {
        last = how;
      }
      waiter = waiters.poll();
    }
    while (waiter != null) {
      wake(waiter);
      synchronized (this) {
        waiter = waiters.poll();
      }
    }
    tellNews();
  }

  private void tellNews() {
    if (onNews != null) {
      onNews.run();
    }
  }

  /// The count of those who wait goes down here, so that the reading thread knows when nobody is
  /// left.
  private void wake(Waiter waiter) {
    driver().waiting(-1);
    waiter.woken = true;
    LockSupport.unpark(waiter.thread);
  }

  private Received await(long deadline) throws InterruptedException {
    Driver driver = driver();
    Received received = NOTHING;
    if (driver.readUntil(new Arrival(), deadline - System.nanoTime())) {
      received = poll();
    }
    while (received instanceof Received.Nothing && deadline - System.nanoTime() > 0) {
      Waiter waiter = new Waiter();
      if (begin(waiter)) {
        park(driver, waiter, deadline);
      }
      received = poll();
    }
    return received;
  }

  private void park(Driver driver, Waiter waiter, long deadline) throws InterruptedException {
    driver.waiting(1);
    boolean interrupted = false;
    long left = deadline - System.nanoTime();
    while (!waiter.woken && !interrupted && left > 0) {
      LockSupport.parkNanos(this, left);
      interrupted = Thread.interrupted();
      left = deadline - System.nanoTime();
    }
    boolean leaves;
    synchronized (this) {
      leaves = waiters.remove(waiter);
    }
    if (leaves) {
      driver.waiting(-1);
    } else if (interrupted) {
      pass();
    }
    if (interrupted) {
      throw new InterruptedException();
    }
  }

  /// Wakes another thread for an item that the one which was woken for it does not take.
  private void pass() {
    Waiter next;
    synchronized (this) {
      next = items.isEmpty() ? null : waiters.poll();
    }
    if (next != null) {
      wake(next);
    }
  }

  /// Returns whether it is time to wait.
  private synchronized boolean begin(Waiter waiter) {
    return items.isEmpty() && last == null && waiters.add(waiter);
  }

  private Received poll() {
    Payload item;
    synchronized (this) {
      item = items.poll();
      if (item == null) {
        return last == null ? NOTHING : last;
      }
    }
    Channel from = channel;
    if (from != null) {
      from.taken(item);
    }
    return new Received.Item(item);
  }

  private Driver driver() {
    Channel from = channel;
    return from == null ? Undriven.INSTANCE : from.mux().driver();
  }
}
