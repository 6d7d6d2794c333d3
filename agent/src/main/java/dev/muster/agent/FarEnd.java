package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Inbox;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.Received;
import dev.muster.wire.remote.ChannelEndedException;
import dev.muster.wire.remote.Remote;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The end of a channel that code here holds. Hears what comes on the channel.
final class FarEnd implements Remote<@Nullable Object, @Nullable Object>, ChannelHandler {

  private static final String ITEM = "the item";
  private static final Duration LONG = Duration.ofDays(3650);

  private final Channel channel;
  private final Inbox inbox;
  private final Calls calls;

  /// The space that gives items their records and enums; set before code gets hold of this.
  private volatile String space = "";

  FarEnd(Channel channel, Calls calls) {
    this.channel = channel;
    this.inbox = new Inbox();
    this.calls = calls;
  }

  Channel channel() {
    return channel;
  }

  void in(String its) {
    space = its;
  }

  // --- on the reading thread

  @Override
  public void begins(Channel opened) {
    inbox.begins(opened);
  }

  @Override
  public void item(Channel from, Payload item) {
    inbox.item(from, item);
  }

  @Override
  public void eof(Channel of) {
    inbox.eof(of);
  }

  @Override
  public void closed(Channel of, ChannelEnd how) {
    calls.closed(of);
    inbox.closed(of, how);
  }

  // --- for code

  @Override
  public void send(@Nullable Object item) throws InterruptedException {
    if (offer(item) == Offer.ENDED) {
      throw ended(await(Duration.ZERO));
    }
  }

  private Offer offer(@Nullable Object item) throws InterruptedException {
    try {
      if (item instanceof byte[] array && ValueCodec.isLong(array)) {
        return channel.lend(calls.head(array, ITEM), array, LONG);
      }
      return channel.send(calls.encode(item, ITEM), LONG);
    } catch (ValueException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (InterruptedException e) {
      if (channel.isOpen()) {
        throw e;
      }
      return Offer.ENDED;
    }
  }

  /// Takes what comes next. Who is interrupted because the channel was closed hears of that in the
  /// channel, and in no other way.
  private Received await(Duration limit) throws InterruptedException {
    try {
      return inbox.receive(limit);
    } catch (InterruptedException e) {
      if (channel.isOpen()) {
        throw e;
      }
      return inbox.receive(LONG); // what had come before, or the end, which is being told
    }
  }

  @Override
  public @Nullable Object receive() throws InterruptedException {
    return value(await(LONG));
  }

  @Override
  public @Nullable Object receive(Duration limit) throws InterruptedException, TimeoutException {
    Received next = await(limit);
    if (next instanceof Received.Nothing) {
      throw new TimeoutException("no item within " + limit);
    }
    return value(next);
  }

  private @Nullable Object value(Received next) {
    if (!(next instanceof Received.Item item)) {
      throw ended(next);
    }
    try {
      return calls.decode(item.bytes(), space);
    } catch (ValueException e) {
      throw new IllegalArgumentException("an item cannot be read: " + e.getMessage(), e);
    }
  }

  private static ChannelEndedException ended(Received how) {
    ChannelEnd end = how instanceof Received.Ended ended ? ended.how() : null;
    if (end instanceof ChannelEnd.Lost lost) {
      return new ChannelEndedException("the connection ended: it " + lost.why().message());
    }
    if (end instanceof ChannelEnd.Closed closed && closed.failure().size() > 0) {
      return new ChannelEndedException(
          "the other end closed the channel: " + Failures.words(closed.failure()));
    }
    return new ChannelEndedException(
        how instanceof Received.Eof
            ? "the other end sends no more items"
            : "the other end closed the channel");
  }

  @Override
  public void end() {
    channel.finish();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return new Items();
  }

  private static boolean inOrder(ChannelEnd end) {
    return end instanceof ChannelEnd.Closed closed && closed.failure().size() == 0;
  }

  private final class Items implements Iterator<@Nullable Object> {

    private @Nullable Received ahead;

    @Override
    public boolean hasNext() {
      try {
        if (ahead == null) {
          ahead = await(LONG);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ChannelEndedException("interrupted while waiting for an item", e);
      }
      if (ahead instanceof Received.Ended ended && !inOrder(ended.how())) {
        throw ended(ahead);
      }
      return ahead instanceof Received.Item;
    }

    @Override
    public @Nullable Object next() {
      Received item = hasNext() ? ahead : null;
      if (item == null) {
        throw new NoSuchElementException("the other end sends no more items");
      }
      ahead = null;
      return value(item);
    }
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
