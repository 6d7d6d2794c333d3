package dev.muster;

import dev.muster.model.ChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came on one of several channels, and on which.
///
/// @param <R> what the items are
public sealed interface Arrival<R extends @Nullable Object> {

  /// Returns the channel on which it came.
  Channel<?, R> channel();

  /// Returns the gateway from which it came.
  default Gateway gateway() {
    return channel().gateway();
  }

  /// An item.
  record Item<R extends @Nullable Object>(Channel<?, R> channel, R value) implements Arrival<R> {}

  /// The channel has no more items: the last that comes of it, exactly once.
  ///
  /// @param trouble how it ended; empty if in order
  record End<R extends @Nullable Object>(Channel<?, R> channel, Optional<ChannelException> trouble)
      implements Arrival<R> {}
}
