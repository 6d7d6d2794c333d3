package dev.muster.wire.remote;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The end of a channel that code at the far end holds.
///
/// Items keep their order. Sending waits while the other end is slow, so that neither side's memory
/// grows. It may be used by several threads; each item is received by one of them. The channel ends
/// when the function that was given this end returns.
///
/// @param <I> items that come from the other end
/// @param <O> items that go there
public interface Remote<I extends @Nullable Object, O extends @Nullable Object>
    extends Iterable<I> {

  /// Sends an item, waiting while the other end has not taken enough of what was sent before. The
  /// item must not change until this returns, and may then. A thread that is interrupted when it
  /// returns has sent it.
  ///
  /// @throws ChannelEndedException if the channel was closed by the other end or with its
  ///   connection
  /// @throws IllegalArgumentException if `item` is no value that can travel
  void send(O item) throws InterruptedException;

  /// Waits for the next item.
  ///
  /// @throws ChannelEndedException if there are no more
  I receive() throws InterruptedException;

  /// Waits for the next item, `limit` at most.
  ///
  /// @throws ChannelEndedException if there are no more
  /// @throws TimeoutException if none came in time; the channel remains as it was
  I receive(Duration limit) throws InterruptedException, TimeoutException;

  /// Says that no more items will be sent; receiving goes on. Saying it again does nothing.
  void end();

  /// Whether the channel is closed: nothing can be sent any more. Items that had come may still be
  /// received.
  boolean isClosed();

  /// The items that come, until the other end says that there are no more.
  ///
  /// The iterator waits for items. It throws [ChannelEndedException] if the channel ends otherwise
  /// than by its other end saying so. If its thread is interrupted, it does the same and leaves the
  /// thread interrupted.
  @Override
  Iterator<I> iterator();
}
