package dev.muster.ssh.auth;

import dev.muster.ssh.key.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Which keys have worked so far, the latest first, so that the key that worked for one host is
/// tried first for the next.
///
/// Of the hosts that are met before any key has worked, a few are scouts and try key after key; the
/// others wait for what the scouts find, for two seconds at most. Otherwise each host of a fleet
/// that is met at once would count the same refusals. Safe for use by many threads.
public final class ProvenKeys {

  static final int SCOUTS = 4;

  private static final int KEPT = 16;
  private static final long PATIENCE_MILLIS = 2000;

  private volatile List<Identity> latestFirst = List.of();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private int scouting; // guarded by lock
  private int returned; // guarded by lock; without a key that works

  /// Makes one that knows nothing.
  public ProvenKeys() {}

  /// Returns the keys that worked, the latest first.
  List<Identity> latestFirst() {
    return latestFirst;
  }

  boolean has(Identity identity) {
    return latestFirst.contains(identity);
  }

  /// Takes note that a server let a key in.
  void worked(Identity identity) {
    List<Identity> now = latestFirst;
    if (!now.isEmpty() && now.getFirst().equals(identity)) {
      return;
    }
    lock.lock();
    try {
      List<Identity> next = new ArrayList<>(latestFirst);
      next.remove(identity);
      next.addFirst(identity);
      latestFirst = List.copyOf(next.subList(0, Math.min(next.size(), KEPT)));
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether there is nothing to wait for: a key has worked, or enough scouts came back
  /// without one.
  boolean isSettled() {
    if (!latestFirst.isEmpty()) {
      return true;
    }
    lock.lock();
    try {
      return isSettledLocked();
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether the caller is a scout from now on, and has to say when it is back.
  boolean sendScout() {
    lock.lock();
    try {
      boolean sent = !isSettledLocked() && scouting < SCOUTS;
      scouting += sent ? 1 : 0;
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /// Takes note that a scout is back, whatever it found.
  void scoutIsBack() {
    lock.lock();
    try {
      scouting--;
      returned++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a key has worked, or until there is nothing to wait for.
  void await() throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    lock.lockInterruptibly();
    try {
      while (left > 0 && !isSettledLocked() && scouting > 0) {
        left = news.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A key has worked; or so many hosts took none that the next would only lose time by waiting.
  private boolean isSettledLocked() {
    return !latestFirst.isEmpty() || returned >= SCOUTS;
  }
}
