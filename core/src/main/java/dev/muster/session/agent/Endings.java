package dev.muster.session.agent;

import dev.muster.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Many agents ended at once.
public final class Endings {

  /// For what is not counted: threads that are begun, processes that are waited for.
  private static final long MARGIN_MILLIS = 1000;

  private Endings() {}

  /// Ends them, and returns when they are gone or twice `grace` and a second have passed, whatever
  /// happens: ending one may block, and then costs the others nothing.
  ///
  /// @param ends are ended first
  /// @param ways are what `ends` go through: they follow when all of `ends` are gone or `grace` has
  ///   passed, and have half of it themselves. What went through them goes with them
  /// @throws InterruptedException if the caller is interrupted; what is left is killed first
  public static void close(Collection<AgentLink> ends, Collection<AgentLink> ways, Duration grace)
      throws InterruptedException {
    List<AgentLink> all = new ArrayList<>(ends);
    all.addAll(ways);
    long deadline =
        System.nanoTime() + 2 * grace.toNanos() + TimeUnit.MILLISECONDS.toNanos(MARGIN_MILLIS);
    boolean over = false;
    try {
      CountDownLatch first = begin(ends, grace);
      if (ways.isEmpty()) {
        over = await(first, deadline);
      } else {
        over = first.await(grace.toNanos(), TimeUnit.NANOSECONDS);
        CountDownLatch last = begin(ways, Durations.half(grace));
        over = await(last, deadline) && (over || await(first, deadline));
      }
    } finally {
      if (!over) {
        all.forEach(link -> Thread.ofVirtual().name(link.address() + " kill").start(link::kill));
      }
    }
  }

  private static CountDownLatch begin(Collection<AgentLink> links, Duration grace) {
    CountDownLatch left = new CountDownLatch(links.size());
    for (AgentLink link : links) {
      Thread.ofVirtual()
          .name(link.address() + " end")
          .start(() -> {
            try {
              link.close(grace);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              left.countDown();
            }
          });
    }
    return left;
  }

  private static boolean await(CountDownLatch left, long deadline) throws InterruptedException {
    return left.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
