package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for something that comes true by itself.
final class Soon {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 2_000_000;

  private Soon() {}

  static void that(String what, Callable<Boolean> isTrue) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isTrue.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
