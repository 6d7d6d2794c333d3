package dev.muster.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keeps what comes on one channel until somebody takes it, and waits for it.
///
/// The window of the channel bounds what it keeps; what is taken is given back. For use by many threads: each
/// item is taken once.
public final class Inbox implements ChannelHandler {

  private static final Received EOF = new Received.Eof();
  private static final Received NOTHING = new Received.Nothing();

  private record Kept(Channel channel, Payload item) {}

  /// Guards all that follows; nothing else is locked while it is held.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition notEmpty = lock.newCondition();
  private final ArrayDeque<Kept> items = new ArrayDeque<>(2);
  private @Nullable Received last;
  private final Runnable onNews;

  /// Makes one.
  public Inbox() {
    this(() -> {});
  }

  /// Makes one that calls `onNews`, which does not block, after each item and each end that came.
  public Inbox(Runnable onNews) {
    this.onNews = onNews;
  }

  /// Returns the next item, or what there is instead: the end is said after the items before it, as often as it is
  /// asked for.
  ///
  /// @param limit how long to wait for it; with zero it does not
  public Received receive(Duration limit) throws InterruptedException {
    Kept kept;
    lock.lockInterruptibly();
    try {
      long left = Clamp.nanos(limit);
      while (items.isEmpty() && last == null && left > 0) {
        left = notEmpty.awaitNanos(left);
      }
      kept = items.poll();
      if (kept == null) {
        return last == null ? NOTHING : last;
      }
    } finally {
      lock.unlock();
    }
    kept.channel().taken(kept.item());
    return new Received.Item(kept.item());
  }

  /// Takes note that we have closed the channel, which its handler does not hear: who waits is told after the items
  /// that came before.
  public void closedHere() {
    end(new Received.Ended(new ChannelEnd.Here()));
  }

  @Override
  public void item(Channel channel, Payload item) {
    lock.lock();
    try {
      items.add(new Kept(channel, item));
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
    onNews.run();
  }

  @Override
  public void eof(Channel channel) {
    end(EOF);
  }

  @Override
  public void closed(Channel channel, ChannelEnd end) {
    end(new Received.Ended(end));
  }

  /// Ends it from this side, since a handler does not hear of a channel that we closed ourselves: who waits for an
  /// item hears `how`, after the items that came before.
  public void end(Received how) {
    lock.lock();
    try {
      if (!(last instanceof Received.Ended)) {
        last = how;
      }
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
    onNews.run();
  }
}
