package dev.muster;

import dev.muster.model.ChannelException;
import dev.muster.session.agent.ChannelLink.Incoming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What comes on several channels, in the order in which it comes, with where it came from.
///
/// Each channel keeps the order of its items, and its end comes once, after the last of them. A
/// channel that is quick does not keep the others from being heard: they take turns. What nobody
/// takes waits in its channel, whose sender waits in the end, so memory does not grow. Safe for use
/// by many threads. The channels may be of different groups.
///
/// ```java
/// try (Arrivals<String> lines = web.stream(Files::lines, Path.of("/etc/hosts"))) {
///   for (Arrival<String> each : lines) {
///     switch (each) {
///       case Arrival.Item(var channel, String line) -> System.out.println(channel.gateway().id() + ": " + line);
///       case Arrival.End(var channel, var trouble) -> trouble.ifPresent(why -> System.err.println(why.getMessage()));
///     }
///   }
/// }
/// ```
///
/// @param <R> what the items are
public final class Arrivals<R extends @Nullable Object>
    implements Iterable<Arrival<R>>, AutoCloseable {

  private static final Duration LONG = Duration.ofDays(3650);

  private final List<Source> sources;

  /// Those on which something has come; each is in it once, and once more than it is taken out.
  private final LinkedBlockingQueue<Source> news = new LinkedBlockingQueue<>();

  /// Wakes who waits when the last channel has ended.
  private final Source over;

  private final AtomicInteger open;

  private Arrivals(Collection<? extends Channel<?, R>> channels) {
    List<Source> all = new ArrayList<>(channels.size());
    for (Channel<?, R> channel : channels) {
      all.add(new Source(channel));
    }
    sources = List.copyOf(all);
    over = new Source(null);
    open = new AtomicInteger(all.size());
    if (all.isEmpty()) {
      news.add(over);
    }
  }

  /// Returns what comes on these channels from now on, what waits in them included. A channel tells
  /// of its items to the last that was made of it.
  public static <R extends @Nullable Object> Arrivals<R> of(
      Collection<? extends Channel<?, R>> channels) {
    Arrivals<R> made = new Arrivals<>(channels);
    for (Arrivals<R>.Source source : made.sources) {
      source.begin();
    }
    return made;
  }

  /// Returns the next item or end, waiting for it.
  ///
  /// @return empty if every channel has ended
  /// @throws InterruptedException if the caller is interrupted; nothing is lost
  public Optional<Arrival<R>> next() throws InterruptedException {
    return next(LONG);
  }

  /// Returns the next item or end, waiting for it until `limit` has passed.
  ///
  /// @return empty if nothing came in time, or every channel has ended ([#isOver])
  /// @throws InterruptedException if the caller is interrupted; nothing is lost
  public Optional<Arrival<R>> next(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = Math.max(0, deadline - System.nanoTime());
      Source source = news.poll(left, TimeUnit.NANOSECONDS);
      if (source == null) {
        return Optional.empty();
      }
      if (source.equals(over)) {
        news.add(over); // for the next who asks
        return Optional.empty();
      }
      Optional<Arrival<R>> arrival = source.take();
      if (arrival.isPresent()) {
        return arrival;
      }
    }
  }

  /// Returns whether every channel has ended and its end was taken.
  public boolean isOver() {
    return open.get() == 0;
  }

  /// Returns what comes until every channel has ended. If the thread is interrupted, the iterator
  /// throws a [ChannelException], and the thread stays interrupted.
  @Override
  public Iterator<Arrival<R>> iterator() {
    return new Each();
  }

  /// Closes all channels: what goes on at their other ends is stopped. Idempotent.
  @Override
  public void close() {
    for (Source source : sources) {
      source.close();
    }
  }

  private final class Source {

    private final @Nullable Channel<?, R> channel;
    private final AtomicBoolean queued = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    /// @param channel null for none
    Source(@Nullable Channel<?, R> channel) {
      this.channel = channel;
    }

    void begin() {
      if (channel != null) {
        channel.link().onNews(this::add);
      }
    }

    private void add() {
      if (!ended.get() && queued.compareAndSet(false, true)) {
        news.add(this);
      }
    }

    Optional<Arrival<R>> take() throws InterruptedException {
      queued.set(false);
      if (channel == null || ended.get()) {
        return Optional.empty();
      }
      Incoming next;
      try {
        next = channel.link().receive(Duration.ZERO);
      } catch (InterruptedException e) {
        add();
        throw e;
      }
      if (next instanceof Incoming.Nothing) {
        return Optional.empty();
      }
      if (next instanceof Incoming.Item) {
        add(); // there may be more
        return Optional.of(new Arrival.Item<>(channel, channel.value(next)));
      }
      return ended.compareAndSet(false, true) ? Optional.of(end(channel, next)) : Optional.empty();
    }

    private Arrival<R> end(Channel<?, R> of, Incoming how) {
      if (open.decrementAndGet() == 0) {
        news.add(over);
      }
      return new Arrival.End<>(
          of, Channel.isInOrder(how) ? Optional.empty() : Optional.of(of.ended(how)));
    }

    void close() {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private final class Each implements Iterator<Arrival<R>> {

    private Optional<Arrival<R>> ahead = Optional.empty();

    @Override
    public boolean hasNext() {
      if (ahead.isEmpty()) {
        try {
          ahead = Arrivals.this.next();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw ChannelException.interrupted("several channels");
        }
      }
      return ahead.isPresent();
    }

    @Override
    public Arrival<R> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("every channel has ended");
      }
      Arrival<R> next = ahead.orElseThrow();
      ahead = Optional.empty();
      return next;
    }
  }
}
