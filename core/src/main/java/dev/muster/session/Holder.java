package dev.muster.session;

import dev.muster.ssh.forward.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Forwards that are kept for nothing but themselves, and the connections that carry them. Safe for
/// use by many threads.
public final class Holder implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 5;

  /// The forwards of one host and the connection that carries them.
  private record Held(HostForwards forwards, Link link) {}

  /// By rank; guarded by this.
  private final Map<Integer, Held> held = new LinkedHashMap<>();

  private boolean closed;

  /// Makes one that holds nothing yet.
  public Holder() {}

  /// Keeps the forwards of a host.
  ///
  /// @return false if this is closed
  synchronized boolean hold(int rank, HostForwards forwards, Link link) {
    if (!closed) {
      held.put(rank, new Held(forwards, link));
    }
    return !closed;
  }

  /// Returns where connections of a host's forwards are taken, with the ports that were given; none
  /// if it has none.
  public synchronized List<String> addresses(int rank) {
    Held there = held.get(rank);
    List<String> addresses = new ArrayList<>();
    if (there != null) {
      for (Endpoint each : there.forwards.addresses()) {
        addresses.add(each.toString());
      }
    }
    return addresses;
  }

  /// Closes all of them, and returns when the places here are free, which takes no time; a thread
  /// that is interrupted meanwhile still is. Idempotent.
  @Override
  public void close() {
    List<Held> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(held.values());
      held.clear();
    }
    CountDownLatch left = new CountDownLatch(all.size());
    for (Held each : all) {
      each.forwards.close(
          false,
          () -> {
            each.link.release();
            left.countDown();
          });
    }
    try {
      var _ = left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
