package dev.muster;

import dev.muster.model.ChannelException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The results of one call that has many, as they come.
///
/// The function over there goes on as far as there is room here: who reads slowly makes it wait,
/// and memory does not grow. Closing this before the end stops it there: its thread is interrupted,
/// and what it made the items of is closed if it can be. Safe for use by many threads; each item is
/// received by one of them.
///
/// ```java
/// try (Items<String> lines = gateway.stream(Files::lines, Path.of("/var/log/syslog"))) {
///   for (String line : lines) {
///     if (line.contains("panic")) break;   // nothing more is read over there
///   }
/// }
/// ```
///
/// @param <R> what the items are
public final class Items<R extends @Nullable Object> implements Iterable<R>, AutoCloseable {

  private final Channel<?, R> channel;

  Items(Channel<?, R> channel) {
    this.channel = channel;
  }

  /// Returns the gateway that they come from.
  public Gateway gateway() {
    return channel.gateway();
  }

  Channel<?, R> channel() {
    return channel;
  }

  /// Receives the next item, waiting for it.
  ///
  /// @throws ChannelException if there are no more; it says how they ended, each time anew
  /// @throws InterruptedException if the caller is interrupted; no item is lost
  public R receive() throws InterruptedException {
    return channel.receive();
  }

  /// Receives the next item, waiting for it until `limit` has passed.
  ///
  /// @throws ChannelException if none came in time ([ChannelException#timedOut]), which changes
  ///   nothing, or if there are no more
  /// @throws InterruptedException if the caller is interrupted; no item is lost
  public R receive(Duration limit) throws InterruptedException {
    return channel.receive(limit);
  }

  /// Returns the items that were not received yet, until the function has ended in order. If it
  /// ends otherwise, the iterator throws a [ChannelException] after the items before; if the thread
  /// is interrupted, so does it, and the thread stays interrupted.
  @Override
  public Iterator<R> iterator() {
    return channel.iterator();
  }

  /// Returns the items as [#iterator] does; closing the stream closes this.
  public Stream<R> stream() {
    Spliterator<R> items = Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED);
    return StreamSupport.stream(items, false).onClose(this::close);
  }

  /// Stops the function if it has not ended. Items that had come may still be received. Idempotent.
  @Override
  public void close() {
    channel.close();
  }

  @Override
  public String toString() {
    return "items of " + gateway();
  }
}
