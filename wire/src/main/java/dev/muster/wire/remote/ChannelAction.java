package dev.muster.wire.remote;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What runs at the far end of a channel: takes items, gives items, and ends the channel when it
/// returns. What it throws becomes the failure of the channel.
///
/// @param <I> items that it receives
/// @param <O> items that it sends
@FunctionalInterface
public interface ChannelAction<I extends @Nullable Object, O extends @Nullable Object>
    extends Serializable {

  void run(Remote<I, O> channel) throws Exception;
}
