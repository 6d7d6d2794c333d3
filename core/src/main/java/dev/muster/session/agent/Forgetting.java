package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;

/// Tells an agent to forget an object that it keeps. Nothing is waited for.
final class Forgetting implements ChannelHandler, AgentWaiter {

  private final AgentLink link;
  private final long number;

  private Forgetting(AgentLink link, long number) {
    this.link = link;
    this.number = number;
  }

  static void begin(AgentLink link, long number) {
    link.whenReady(new Forgetting(link, number));
  }

  @Override
  public void ready() {
    try {
      byte[] header = Visitors.CODEC.encode(number);
      var _ = link.mux().open(Purpose.FORGET, ByteBuffer.wrap(header), this);
    } catch (ValueException | IllegalStateException e) {
      // a number travels; and an agent that is over has forgotten everything
    }
  }

  @Override
  public void failed(Failure why) {} // what has not begun keeps nothing

  @Override
  public void item(Channel channel, Payload item) {
    channel.taken(item); // nothing is wanted
  }

  @Override
  public void closed(Channel channel, ChannelEnd end) {}
}
