package dev.muster.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// Threads that send on a channel, and wait: for room, or until what they sent has left.
final class Senders {

  /// For how many nanoseconds a byte of an array is lent at most: about as long as it may take to
  /// copy it. So much leaves a fast connection; over others, who makes one item while the last one
  /// leaves shall not wait for that. It is a bound too because two ends that send on and on before
  /// they receive would wait for ever.
  private static final long LOAN = 2;

  private Senders() {}

  /// Returns how long an array is lent at most.
  static Duration longestLoan(byte[] array) {
    return Duration.ofNanos(LOAN * array.length);
  }

  /// @param tail what the item goes on with, or null
  static Offer send(Channel to, ByteBuffer item, @Nullable Tail tail, Duration limit)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Offer offer = offer(to, item, tail);
    return offer == Offer.FULL ? awaitRoom(to, item, tail, Clamp.nanos(limit)) : offer;
  }

  /// Sends what the caller has back when this returns or throws.
  ///
  /// @param longest how long they wait for it once it is taken, within `limit`
  static Offer lend(Channel to, ByteBuffer head, Tail tail, Duration limit, Duration longest)
      throws InterruptedException {
    long begun = System.nanoTime();
    try {
      Offer offer = send(to, head, tail, limit);
      if (offer == Offer.TAKEN) {
        Duration left = limit.minusNanos(System.nanoTime() - begun);
        takeBack(to, tail, left.compareTo(longest) < 0 ? left : longest);
      }
      return offer;
    } catch (RuntimeException | Error e) {
      revoke(to, tail, e);
      throw e;
    }
  }

  private static Offer offer(Channel to, ByteBuffer item, @Nullable Tail tail) {
    Mux mux = to.mux();
    mux.lock();
    try {
      return to.offerLocked(item, tail);
    } finally {
      mux.unlock();
    }
  }

  private static Offer awaitRoom(Channel to, ByteBuffer item, @Nullable Tail tail, long limit)
      throws InterruptedException {
    Mux mux = to.mux();
    beginWaiting(mux);
    try {
      Condition free = to.sends().room(mux);
      Offer offer = to.offerLocked(item, tail);
      long left = limit;
      while (offer == Offer.FULL && left > 0) {
        left = free.awaitNanos(left);
        offer = to.offerLocked(item, tail);
      }
      return offer;
    } finally {
      endWaiting(mux);
    }
  }

  /// Waits until all that was sent was taken by the driver.
  ///
  /// @return whether that is so; false if `limit` has passed or the channel has ended
  static boolean awaitSent(Channel of, Duration limit) throws InterruptedException {
    Mux mux = of.mux();
    beginWaiting(mux);
    try {
      Condition free = of.sends().room(mux);
      long left = Clamp.nanos(limit);
      while (!of.isOverLocked() && !of.sends().isEmpty() && left > 0) {
        left = free.awaitNanos(left);
      }
      return of.sends().isEmpty();
    } finally {
      endWaiting(mux);
    }
  }

  /// Waits for an array, and copies what has not left in time. If there is no memory for that,
  /// waits on. The item was sent: whoever is interrupted hears of that where they wait next.
  private static void takeBack(Channel from, Tail lent, Duration longest) {
    int next = awaitLeft(from, lent, Clamp.nanos(longest));
    if (next < 0) {
      return;
    }
    ByteBuffer copy;
    try {
      copy = ByteBuffer.wrap(Arrays.copyOfRange(lent.array(), next, lent.array().length));
    } catch (OutOfMemoryError e) {
      awaitLeft(from, lent);
      return;
    }
    Mux mux = from.mux();
    mux.lock();
    try {
      from.sends().replace(lent, copy, next); // some of it may have left meanwhile
    } finally {
      mux.unlock();
    }
  }

  /// Returns which byte of an array is to be sent next, or -1 if it is needed no more.
  private static int awaitLeft(Channel of, Tail lent, long limit) {
    Mux mux = of.mux();
    beginWaiting(mux);
    try {
      awaitLocked(of.sends(), lent, limit);
      return of.sends().needs(lent) ? lent.bytes().position() : -1;
    } finally {
      endWaiting(mux);
    }
  }

  private static void awaitLocked(SendHalf sends, Tail lent, long limit) {
    try {
      long left = limit;
      while (sends.needs(lent) && left > 0) {
        left = lent.left().awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitLeft(Channel of, Tail lent) {
    Mux mux = of.mux();
    beginWaiting(mux);
    try {
      while (of.sends().needs(lent)) {
        lent.left().awaitUninterruptibly();
      }
    } finally {
      endWaiting(mux);
    }
  }

  /// Ends the connection if it still needs an array of which the waiting failed: what its owner
  /// writes into it next must not go out as the rest of an item. What waits is dropped first, since
  /// a stack that overflowed may not have room for the rest.
  private static void revoke(Channel of, Tail lent, Throwable why) {
    Mux mux = of.mux();
    boolean needed;
    mux.lock();
    try {
      needed = of.sends().needs(lent);
      if (needed) {
        of.sends().drop();
      }
    } finally {
      mux.unlock();
    }
    if (needed) {
      mux.failed(new IllegalStateException("waiting until an array has left failed: " + why, why));
    }
  }

  private static void beginWaiting(Mux mux) {
    mux.driver().waiting(1); // for window
    mux.lock();
  }

  private static void endWaiting(Mux mux) {
    mux.unlock();
    mux.driver().waiting(-1);
  }
}
