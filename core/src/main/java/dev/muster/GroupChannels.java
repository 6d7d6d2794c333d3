package dev.muster;

import dev.muster.model.ChannelException;
import dev.muster.session.agent.ChannelLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A channel to each gateway of a group, to the same function. Safe for use by many threads.
///
/// ```java
/// try (GroupChannels<Integer, Integer> workers = cluster.open(Worker::run)) {
///   workers.sendEach(42);                                    // to all
///   for (Arrival<Integer> answer : workers.arrivals()) { }   // from all, as they come
/// }
/// ```
///
/// @param <S> what is sent from here
/// @param <R> what is received here
public final class GroupChannels<S extends @Nullable Object, R extends @Nullable Object>
    implements AutoCloseable {

  private final List<Channel<S, R>> channels;

  GroupChannels(List<Channel<S, R>> channels) {
    this.channels = List.copyOf(channels);
  }

  /// Returns the channels, in the order of the group.
  public List<Channel<S, R>> channels() {
    return channels;
  }

  /// Sends an item to each, one after the other, waiting for those that have no room. A long array
  /// of bytes is copied once for all of them, however many there are.
  ///
  /// @return the channels that had ended and did not take it; empty if all took it
  /// @throws IllegalArgumentException if the item cannot travel
  /// @throws InterruptedException if the caller is interrupted; some have the item then
  public List<Channel<S, R>> sendEach(S item) throws InterruptedException {
    byte[] lasting = channels.size() > 1 ? ChannelLink.lastingCopy(item) : null;
    List<Channel<S, R>> ended = new ArrayList<>(0);
    for (Channel<S, R> channel : channels) {
      try {
        if (lasting == null) {
          channel.send(item);
        } else {
          channel.sendLasting(lasting);
        }
      } catch (ChannelException e) {
        ended.add(channel);
      }
    }
    return ended;
  }

  /// Receives one item of each, in the order of the group, waiting until `limit` has passed.
  ///
  /// @return an item or the end of each channel; the end of one from which nothing came in time
  ///   says so ([ChannelException#timedOut]), and the channel is as it was
  /// @throws InterruptedException if the caller is interrupted; what was received is lost then
  public List<Arrival<R>> receiveEach(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    List<Arrival<R>> all = new ArrayList<>(channels.size());
    for (Channel<S, R> channel : channels) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      try {
        all.add(new Arrival.Item<>(channel, channel.receive(left)));
      } catch (ChannelException e) {
        all.add(new Arrival.End<>(channel, Optional.of(e)));
      }
    }
    return all;
  }

  /// Returns one queue of what comes on all of them, with where it comes from.
  public Arrivals<R> arrivals() {
    return Arrivals.of(channels);
  }

  /// Says that no more items are sent from here to any of them; receiving goes on.
  public void end() {
    channels.forEach(Channel::end);
  }

  /// Waits until all functions have ended, as [Channel#awaitEnd], `limit` in all.
  ///
  /// @throws ChannelException if one ended otherwise than in order, or not in time; the first in
  ///   the order of the group
  /// @throws InterruptedException if the caller is interrupted
  public void awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Channel<S, R> channel : channels) {
      channel.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  /// Closes all of them; functions that have not ended are interrupted. Idempotent.
  @Override
  public void close() {
    channels.forEach(Channel::close);
  }
}
