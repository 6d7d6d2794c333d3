package dev.muster.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// Threads that wait for what they send on a channel: for room, or until it has left.
final class Sending {

  /// How long who lends an array waits for it. So much leaves a fast connection at once, and one
  /// that is slow or stands still does not feel that the rest is copied. It is a bound, because two
  /// ends that wait for each other's long items would wait for ever.
  static final Duration LONGEST_LOAN = Duration.ofMillis(200);

  private Sending() {}

  /// @param rest what the item goes on with, or null
  static Offer send(Channel to, ByteBuffer item, @Nullable Loan rest, Duration limit)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Offer offer = offer(to, item, rest);
    return offer == Offer.FULL ? awaitRoom(to, item, rest, Clamp.nanos(limit)) : offer;
  }

  private static Offer offer(Channel to, ByteBuffer item, @Nullable Loan rest) {
    Mux mux = to.mux();
    mux.lock();
    try {
      return to.offerLocked(item, rest);
    } finally {
      mux.unlock();
    }
  }

  private static Offer awaitRoom(Channel to, ByteBuffer item, @Nullable Loan rest, long limit)
      throws InterruptedException {
    Mux mux = to.mux();
    beginWaiting(mux);
    try {
      Condition free = to.sends().room(mux);
      Offer offer = to.offerLocked(item, rest);
      long left = limit;
      while (offer == Offer.FULL && left > 0) {
        left = free.awaitNanos(left);
        offer = to.offerLocked(item, rest);
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

  /// Waits until what was lent is needed no more or `longest` has passed, and copies the rest. The
  /// item was sent: whoever is interrupted hears of that where they wait next.
  static void takeBack(Channel from, Loan lent, Duration longest) {
    Mux mux = from.mux();
    beginWaiting(mux);
    try {
      long left = Clamp.nanos(longest);
      while (from.sends().needs(lent) && left > 0) {
        left = lent.end().awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      endWaiting(mux);
    }
    copyRest(from, lent);
  }

  /// Copies what is still needed of what was lent. Meanwhile it is sent on, and others send.
  private static void copyRest(Channel to, Loan lent) {
    int from = neededFrom(to, lent);
    if (from < 0) {
      return;
    }
    ByteBuffer copy = copyFrom(from, to, lent);
    Mux mux = to.mux();
    mux.lock();
    try {
      to.sends().replace(lent, copy.position(lent.bytes().position() - from));
    } finally {
      mux.unlock();
    }
  }

  /// Returns where in what was lent the next byte is that is needed; -1 if none is.
  private static int neededFrom(Channel to, Loan lent) {
    Mux mux = to.mux();
    mux.lock();
    try {
      return to.sends().needs(lent) ? lent.bytes().position() : -1;
    } finally {
      mux.unlock();
    }
  }

  private static ByteBuffer copyFrom(int from, Channel to, Loan lent) {
    try {
      byte[] all = lent.array();
      return ByteBuffer.wrap(Arrays.copyOfRange(all, from, all.length));
    } catch (OutOfMemoryError e) {
      // The array is its owner's again as soon as this returns: what they write into it next must
      // not go out as the rest of the item.
      to.abandon("no memory for the rest of an item".getBytes(StandardCharsets.UTF_8));
      throw e;
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
