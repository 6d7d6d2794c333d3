package dev.muster.cli;

import dev.muster.Run;
import dev.muster.RunListener;
import dev.muster.host.HostSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Follows a run to its end: prints what comes, shows how far it is, and stops it when the user or
/// the reader has enough.
///
/// The first Ctrl-C says who is pending and stops the run; the second ends it without waiting.
final class Follower {

  private final Channel out;
  private final Channel err;
  private final ProgressLine progress;
  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicReference<List<String>> unsaid = new AtomicReference<>(List.of());

  Follower(Channel out, Channel err, ProgressLine progress) {
    this.out = out;
    this.err = err;
    this.progress = progress;
  }

  /// Follows `run` until every host is over and everything was heard by `listener`.
  ///
  /// @return whether the user, or a reader that has gone away, cut it short
  <T> boolean follow(Run<T> run, RunListener<T> listener) throws InterruptedException {
    Thread follower = Thread.currentThread();
    Interrupts.tell(count -> stop(run, count, follower));
    try {
      boolean more = true;
      while (more) {
        more = step(run, listener);
      }
      sayPending(unsaid.getAndSet(List.of()));
      progress.erase();
      return signals.get() > 0 || out.isBroken();
    } finally {
      Interrupts.tell(_ -> {});
      if (signals.get() > 0) {
        Thread.interrupted(); // it was meant to wake this thread, and has
      }
    }
  }

  private <T> boolean step(Run<T> run, RunListener<T> listener) throws InterruptedException {
    boolean more;
    try {
      more = run.next(listener, progress.patience());
    } catch (InterruptedException e) {
      if (signals.get() == 0) {
        throw e;
      }
      more = true; // woken by Ctrl-C, to say who is pending
    }
    if (out.isBroken()) {
      run.cancel();
    }
    sayPending(unsaid.getAndSet(List.of()));
    out.flush();
    err.flush();
    long now = System.nanoTime();
    if (more && progress.isDue(now)) {
      progress.draw(run.progress(), run.slowest(), run.took(), now);
    }
    return more;
  }

  private void stop(Run<?> run, int count, Thread follower) {
    signals.set(count);
    if (count == 1) {
      unsaid.set(run.pending()); // before they are stopped, which may be quick
      run.cancel();
      follower.interrupt();
    } else {
      run.kill();
    }
  }

  private void sayPending(List<String> pending) {
    if (!pending.isEmpty()) {
      progress.erase();
      err.line(
          "muster: stopping "
              + pending.size()
              + (pending.size() == 1 ? " host: " : " hosts: ")
              + HostSet.of(pending).fold()
              + " (once more to end at once)");
    }
  }
}
