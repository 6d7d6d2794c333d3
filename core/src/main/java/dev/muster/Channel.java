package dev.muster;

import dev.muster.model.ChannelException;
import dev.muster.session.agent.ChannelLink;
import dev.muster.session.agent.ChannelLink.Incoming;
import dev.muster.session.agent.ChannelLink.Sent;
import dev.muster.wire.remote.Remote;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A two-way stream of items between here and code on a host.
///
/// Items keep their order. A slow reader makes the sender wait, on either side, so memory does not
/// grow. Safe for use by many threads; each item is received by one of them.
///
/// A channel is a value too, as its other end ([#remote]).
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
  private final AtomicBoolean handsOut = new AtomicBoolean();
  private final OtherEnd<S, R> remote = new OtherEnd<>(this);

  private Channel(Gateway gateway, ChannelLink link) {
    this.gateway = gateway;
    this.link = link;
  }

  static <S extends @Nullable Object, R extends @Nullable Object> Channel<S, R> of(
      Gateway gateway, ChannelLink link) {
    Channel<S, R> made = new Channel<>(gateway, link);
    link.standIns(made.remote, made);
    return made;
  }

  /// Returns the gateway that it is a channel of.
  public Gateway gateway() {
    return gateway;
  }

  /// Returns what stands for the other end of this in values: it may be captured by a function, be
  /// an argument of a call, or part of a collection or of an item, as long as that goes to the same
  /// gateway and this is not closed. Code there gets that end; if it sends it back, this same
  /// object arrives.
  public Remote<S, R> remote() {
    return remote;
  }

  /// Sends an item, waiting while the other end has not taken enough of what was sent before.
  ///
  /// The item must not change until this returns, and may then. An array of 4 MiB or more leaves
  /// from where it is: this waits for that, two milliseconds for each MiB at most, and copies what
  /// has not left. Who is interrupted then has sent it, and is still interrupted.
  ///
  /// @throws ChannelException if the channel is closed, or could not be opened
  /// @throws IllegalArgumentException if the item cannot travel
  /// @throws InterruptedException if the caller is interrupted; the item was not sent
  public void send(S item) throws InterruptedException {
    send(item, LONG);
  }

  /// As [#send(Object)], waiting until `limit` has passed.
  ///
  /// @return false if there was no room in time; the item was not sent
  /// @throws ChannelException if the channel is closed, or could not be opened
  /// @throws IllegalArgumentException if the item cannot travel
  /// @throws InterruptedException if the caller is interrupted; the item was not sent
  public boolean send(S item, Duration limit) throws InterruptedException {
    return isTaken(link.send(item, limit));
  }

  /// As [#send(Object)], of a copy that many may send.
  void sendLasting(byte[] item) throws InterruptedException {
    isTaken(link.sendLasting(item, LONG));
  }

  private boolean isTaken(Sent sent) throws InterruptedException {
    if (sent == Sent.ENDED) {
      throw ended(link.receive(Duration.ZERO));
    }
    return sent == Sent.TAKEN;
  }

  /// Receives the next item, waiting for it.
  ///
  /// @throws ChannelException if there are no more; it says how the channel ended, each time anew
  /// @throws IllegalStateException if items are handed to [#onItem]
  /// @throws InterruptedException if the caller is interrupted; no item is lost
  public R receive() throws InterruptedException {
    return receive(LONG);
  }

  /// Receives the next item, waiting for it until `limit` has passed.
  ///
  /// @throws ChannelException if none came in time ([ChannelException#timedOut]), which changes
  ///   nothing, or if there are no more
  /// @throws IllegalStateException if items are handed to [#onItem]
  /// @throws InterruptedException if the caller is interrupted; no item is lost
  public R receive(Duration limit) throws InterruptedException {
    return value(take(limit));
  }

  private Incoming take(Duration limit) throws InterruptedException {
    requireReceivable();
    return link.receive(limit);
  }

  private void requireReceivable() {
    if (handsOut.get()) {
      throw new IllegalStateException(
          gateway.id() + ": the channel's items are handed to onItem; they cannot be received too");
    }
  }

  /// Waits until the function at the other end has ended, or the other end has closed the channel,
  /// whatever items still wait here. Who does not receive meanwhile may stop the function for good:
  /// it waits for room.
  ///
  /// @throws ChannelException if it ended otherwise than in order, or not in time
  ///   ([ChannelException#timedOut]), which changes nothing
  /// @throws InterruptedException if the caller is interrupted
  public void awaitEnd(Duration limit) throws InterruptedException {
    Incoming end = link.awaitEnd(limit);
    if (!isInOrder(end)) {
      throw ended(end);
    }
  }

  static boolean isInOrder(Incoming end) {
    return end instanceof Incoming.Ended(var thrown, String why)
        && thrown.isEmpty()
        && why.isEmpty();
  }

  /// What arrives is what the function at the other end sends, which the compiler has checked.
  @SuppressWarnings("unchecked")
  R value(Incoming incoming) {
    if (incoming instanceof Incoming.Item(Object value)) {
      return (R) value;
    }
    throw ended(incoming);
  }

  ChannelException ended(Incoming incoming) {
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
  ///
  /// @throws IllegalStateException if items are handed to [#onItem]
  @Override
  public Iterator<R> iterator() {
    requireReceivable();
    return new Items();
  }

  /// Hands each item to `action` on a thread of the channel's own, those first that wait already;
  /// then, exactly once, its end to `end`. From now on nobody else can receive. It goes on for as
  /// long as the channel does, whether or not somebody holds on to this.
  ///
  /// @param action if it throws, the channel is closed with that as the error, which the other end
  ///   is told; no more items are handed out, and `end` is given what it threw as the cause
  /// @param end is told how the channel ended, after the last item
  /// @throws IllegalStateException if items are handed out already
  public void onItem(Consumer<? super R> action, Consumer<ChannelException> end) {
    if (!handsOut.compareAndSet(false, true)) {
      throw new IllegalStateException(
          gateway.id() + ": the channel's items are handed to onItem already");
    }
    Thread.ofVirtual().name(gateway.id() + " items").start(() -> end.accept(handOut(action)));
  }

  private ChannelException handOut(Consumer<? super R> action) {
    try {
      while (true) {
        Incoming next = link.receive(LONG);
        if (!(next instanceof Incoming.Item)) {
          return ended(next);
        }
        action.accept(value(next));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ChannelException.interrupted(gateway.id());
    } catch (RuntimeException | Error e) {
      link.close(e.toString());
      return ChannelException.refused(gateway.id(), e);
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

  ChannelLink link() {
    return link;
  }

  @Override
  public String toString() {
    return "channel of " + gateway;
  }

  private final class Items implements Iterator<R> {

    private @Nullable Incoming ahead;

    @Override
    public boolean hasNext() {
      if (ahead == null) {
        try {
          ahead = take(LONG);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw ChannelException.interrupted(gateway.id());
        }
      }
      if (!(ahead instanceof Incoming.Item) && !isInOrder(ahead)) {
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
