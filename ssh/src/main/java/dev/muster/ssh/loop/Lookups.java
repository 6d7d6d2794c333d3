package dev.muster.ssh.loop;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The look-ups for what leads through one connection: a few at a time, the rest wait here in their
/// order.
///
/// A server can ask for as many as forwardings it was granted carry connections, and for names
/// whose servers never answer: it holds up itself then, not those of other connections, and never a
/// host that is being connected to, for which other threads look up. Safe for use by many threads;
/// the lock is held for the queue alone.
public final class Lookups {

  /// How many of one connection are under way at once.
  static final int MOST_AT_ONCE = 4;

  private final Resolver resolver;
  private final Queue<Wanted> waiting = new ArrayDeque<>(2); // guarded by this
  private int underWay; // guarded by this

  /// Makes those of one connection, none yet.
  public Lookups(Resolver resolver) {
    this.resolver = resolver;
  }

  /// One that waits for its turn; known by itself, so no record.
  private static final class Wanted {
    private final String host;
    private final BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer;

    Wanted(String host, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer) {
      this.host = host;
      this.answer = answer;
    }
  }

  /// Looks `host` up when it is its turn; `answer` is called with addresses or an exception, on a
  /// thread of the resolver, or on this one if that is closed.
  ///
  /// @return what gives it up: one that waits is asked for no more; one that is under way is
  ///   answered all the same
  public Runnable resolve(
      String host, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer) {
    Wanted wanted = new Wanted(host, answer);
    synchronized (this) {
      waiting.add(wanted);
    }
    next();
    return () -> drop(wanted);
  }

  private synchronized void drop(Wanted wanted) {
    waiting.remove(wanted);
  }

  private void next() {
    Wanted first = begun();
    if (first != null) {
      resolver.resolveForOthers(
          first.host,
          (addresses, trouble) -> {
            done();
            first.answer.accept(addresses, trouble);
          });
    }
  }

  private synchronized @Nullable Wanted begun() {
    if (underWay == MOST_AT_ONCE || waiting.isEmpty()) {
      return null;
    }
    underWay++;
    return waiting.remove();
  }

  private void done() {
    synchronized (this) {
      underWay--;
    }
    next();
  }
}
