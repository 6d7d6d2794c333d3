package dev.muster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The threads that wait for real commands.
///
/// Platform threads, with small stacks: reading a pipe blocks the thread that carries a virtual
/// one, and a few hundred commands that print nothing would then stop every virtual thread of the
/// process, those of the client under test among them.
final class Threads {

  private static final long STACK_BYTES = 256 << 10;

  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();

  /// Runs `body` on a thread of its own and returns it.
  Thread start(Runnable body) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .stackSize(STACK_BYTES)
            .name("fleet-command-" + numbers.getAndIncrement())
            .unstarted(() -> {
              try {
                body.run();
              } finally {
                alive.remove(Thread.currentThread());
              }
            });
    alive.add(thread);
    thread.start();
    return thread;
  }

  /// Waits until all have ended, at most `limit`.
  void await(Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    List<Thread> now = List.copyOf(alive);
    while (!now.isEmpty() && System.nanoTime() < until) {
      for (Thread thread : now) {
        thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      }
      now = List.copyOf(alive);
    }
  }
}
