package dev.muster.ssh.kerberos;

import dev.muster.ssh.auth.GssException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How long a key distribution centre is waited for, so that another method may still be tried. One
/// that said nothing is not asked again for a minute: a thousand hosts would wait for it, each in
/// its turn. Safe for use by many threads.
final class Patience {

  private static final long REST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Duration limit;
  private volatile boolean lost;
  private volatile long lostAt;

  Patience(Duration limit) {
    this.limit = limit;
  }

  /// @throws GssException if it was lost a moment ago
  void check() throws GssException {
    if (lost && System.nanoTime() - lostAt < REST_NANOS) {
      throw new GssException("the key distribution centre said nothing a moment ago");
    }
  }

  /// Does something on a thread of its own, which is interrupted when it has taken too long: its
  /// sockets are closed by that.
  ///
  /// @throws ExecutionException with what it threw
  <T> T within(Callable<T> what) throws GssException, ExecutionException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(what);
    Thread thread = Thread.ofVirtual().name("kerberos").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      lostAt = System.nanoTime();
      lost = true;
      throw new GssException(
          "the key distribution centre said nothing for " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CompletionException inner
          ? new ExecutionException(inner.getCause())
          : e;
    } finally {
      thread.interrupt();
    }
  }
}
