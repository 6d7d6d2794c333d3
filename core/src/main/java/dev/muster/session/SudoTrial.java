package dev.muster.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether the password of one user is given to more hosts of a run: as long as none has accepted
/// it, two at a time try it and the others wait; if two have refused it, nobody else is given it.
///
/// The attack on oneself that this prevents: a password mistyped once is wrong on five hundred
/// hosts, and the account behind them all is locked.
///
/// Its monitor guards its fields.
final class SudoTrial {

  static final int MOST_REFUSALS = 2;

  private final long patienceNanos;
  private final List<String> refusedBy = new ArrayList<>(0);
  private boolean accepted;
  private int trying;

  /// @param patience how long to wait for what other hosts say; a host that hangs holds nobody up
  ///   for longer
  SudoTrial(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  /// Waits until the password may be given, or must not be.
  ///
  /// @return whether it may; then one of the other methods is called with what came of it
  synchronized boolean begins() throws InterruptedException {
    long end = System.nanoTime() + patienceNanos;
    long left = patienceNanos;
    while (!accepted && left > 0 && trying > 0 && refusedBy.size() + trying >= MOST_REFUSALS) {
      wait(left / 1_000_000 + 1);
      left = end - System.nanoTime();
    }
    if (!accepted && refusedBy.size() >= MOST_REFUSALS) {
      return false;
    }
    trying++;
    return true;
  }

  /// A host accepted it.
  synchronized void accepted() {
    accepted = true;
    over();
  }

  /// A host refused it.
  synchronized void refused(String host) {
    refusedBy.add(host);
    over();
  }

  /// Nobody knows what the host made of it.
  synchronized void undecided() {
    over();
  }

  private void over() {
    trying--;
    notifyAll();
  }

  /// Returns the hosts that refused it.
  synchronized List<String> refusedBy() {
    return List.copyOf(refusedBy);
  }
}
