package dev.muster;

import dev.muster.model.ChannelException;
import dev.muster.session.agent.ChannelLink;
import dev.muster.session.agent.ChannelLink.Incoming;
import dev.muster.session.agent.ChannelLink.Sent;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A two-way stream of items between here and code on a host.
///
/// Items keep their order. A slow reader makes the sender wait, on either side, so memory does not
/// grow. Safe for use by many threads; each item is received by one of them.
///
/// ```java
/// try (Channel<Integer, Integer> squares =
///     gateway.open((Remote<Integer, Integer> ch) -> { for (int n : ch) ch.send(n * n); })) {
///   squares.send(7);
///   int n = squares.receive();
/// }
/// ```
///
/// @param <S> what is sent from here
/// @param <R> what is received here
public final class Channel<S extends @Nullable Object, R extends @Nullable Object>
    implements Iterable<R>, AutoCloseable {

  private static final Duration LONG = Duration.ofDays(3650);

  private final Gateway gateway;
  private final ChannelLink link;

  Channel(Gateway gateway, ChannelLink link) {
    this.gateway = gateway;
    this.link = link;
  }

  /// Returns the gateway that it is a channel of.
  public Gateway gateway() {
    return gateway;
  }

  ChannelLink link() {
    return link;
  }

  /// Sends an item, waiting while the other end has not taken enough of what was sent before.
  ///
  /// @throws ChannelException if the channel is closed, or could not be opened
  /// @throws IllegalArgumentException if the item cannot travel
  /// @throws InterruptedException if the caller is interrupted; the item was not sent
  public void send(S item) throws InterruptedException {
    send(item, LONG);
  }

  /// Sends an item, waiting for room until `limit` has passed.
  ///
  /// @return false if there was no room in time; the item was not sent
  /// @throws ChannelException if the channel is closed, or could not be opened
  /// @throws IllegalArgumentException if the item cannot travel
  /// @throws InterruptedException if the caller is interrupted; the item was not sent
  public boolean send(S item, Duration limit) throws InterruptedException {
    Sent sent = link.send(item, limit);
    if (sent == Sent.ENDED) {
      throw ended(link.receive(Duration.ZERO));
    }
    return sent == Sent.TAKEN;
  }

  /// Receives the next item, waiting for it.
  ///
  /// @throws ChannelException if there are no more; it says how the channel ended, each time anew
  /// @throws InterruptedException if the caller is interrupted; no item is lost
  public R receive() throws InterruptedException {
    return value(link.receive(LONG));
  }

  /// Receives the next item, waiting for it until `limit` has passed.
  ///
  /// @throws ChannelException if none came in time ([ChannelException#timedOut]), which changes
  ///   nothing, or if there are no more
  /// @throws InterruptedException if the caller is interrupted; no item is lost
  public R receive(Duration limit) throws InterruptedException {
    return value(link.receive(limit));
  }

  /// What arrives is what the function at the other end sends, which the compiler has checked.
  @SuppressWarnings("unchecked")
  private R value(Incoming incoming) {
    if (incoming instanceof Incoming.Item(Object value)) {
      return (R) value;
    }
    throw ended(incoming);
  }

  private ChannelException ended(Incoming incoming) {
    return switch (incoming) {
      case Incoming.Ended(var thrown, String why) ->
          ChannelException.ended(gateway.id(), thrown, why);
      case Incoming.Nothing() -> ChannelException.timedOut(gateway.id());
      case Incoming.Item _ -> ChannelException.closed(gateway.id());
    };
  }

  /// Returns the items that come, until the other end has ended in order. If it ends otherwise, the
  /// iterator throws a [ChannelException]; if the thread is interrupted, so does it, and the thread
  /// stays interrupted.
  @Override
  public Iterator<R> iterator() {
    return new Items();
  }

  /// Hands each item to `action` on a thread of the channel's own, those first that wait already;
  /// then, once, the end.
  ///
  /// @param action what it throws closes the channel with an error that the other end is told
  /// @param end is told how the channel ended, after the last item
  public void onItem(Consumer<? super R> action, Consumer<ChannelException> end) {
    Thread.ofVirtual().name(gateway.id() + " items").start(() -> handOut(action, end));
  }

  private void handOut(Consumer<? super R> action, Consumer<ChannelException> end) {
    try {
      while (true) {
        R item = receive();
        try {
          action.accept(item);
        } catch (RuntimeException e) {
          link.close(e.toString());
        }
      }
    } catch (ChannelException e) {
      end.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says that no more items are sent from here; receiving goes on.
  public void end() {
    link.finish();
  }

  /// Returns whether nothing can be sent any more. Items that had come may still be received.
  public boolean isClosed() {
    return link.isClosed();
  }

  /// Closes the channel because something failed here, which code at the other end is told.
  public void closeWithError(String error) {
    link.close(error);
  }

  /// Closes the channel; the function at the other end is interrupted if it has not ended.
  /// Idempotent.
  @Override
  public void close() {
    link.close();
  }

  private final class Items implements Iterator<R> {

    private @Nullable Incoming ahead;

    @Override
    public boolean hasNext() {
      if (ahead == null) {
        try {
          ahead = link.receive(LONG);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw ChannelException.timedOut(gateway.id());
        }
      }
      if (ahead instanceof Incoming.Ended(var thrown, String why)
          && (thrown.isPresent() || !why.isEmpty())) {
        throw ended(ahead);
      }
      return ahead instanceof Incoming.Item;
    }

    @Override
    public R next() {
      Incoming item = hasNext() ? ahead : null;
      if (item == null) {
        throw new NoSuchElementException("the channel has no more items");
      }
      ahead = null;
      return value(item);
    }
  }
}
