package dev.muster;

import dev.muster.wire.remote.Remote;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Stands here for the end of a channel that code over there holds. It can be sent, and nothing
/// else.
final class OtherEnd<I extends @Nullable Object, O extends @Nullable Object>
    implements Remote<I, O> {

  private final Channel<I, O> channel;

  OtherEnd(Channel<I, O> channel) {
    this.channel = channel;
  }

  private IllegalStateException notHere() {
    return new IllegalStateException(
        this + " is of use to code there only; here, use the channel itself");
  }

  @Override
  public void send(O item) {
    throw notHere();
  }

  @Override
  public I receive() {
    throw notHere();
  }

  @Override
  public I receive(Duration limit) {
    throw notHere();
  }

  @Override
  public void end() {
    throw notHere();
  }

  @Override
  public boolean isClosed() {
    return channel.isClosed();
  }

  @Override
  public Iterator<I> iterator() {
    throw notHere();
  }

  @Override
  public String toString() {
    return "the other end of a " + channel;
  }
}
