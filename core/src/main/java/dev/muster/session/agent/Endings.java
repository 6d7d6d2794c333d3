package dev.muster.session.agent;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Many agents ended at once.
public final class Endings {

  private Endings() {}

  /// Ends them, and returns when they are gone or twice `grace` and a second have passed, whatever
  /// happens: ending one may block, and then costs the others nothing.
  ///
  /// @throws InterruptedException if the caller is interrupted; what is left is killed first
  public static void close(Collection<AgentLink> links, Duration grace)
      throws InterruptedException {
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
    boolean over = false;
    try {
      over = left.await(2 * grace.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } finally {
      if (!over) {
        links.forEach(link -> Thread.ofVirtual().start(link::kill));
      }
    }
  }
}
