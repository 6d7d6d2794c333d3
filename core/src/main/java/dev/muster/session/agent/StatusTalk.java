package dev.muster.session.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.Status;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The question how an agent is.
final class StatusTalk implements ChannelHandler {

  private final CompletableFuture<Optional<Status>> answer = new CompletableFuture<>();

  /// Asks; the answer is empty if the agent is over before it comes.
  static CompletableFuture<Optional<Status>> ask(AgentLink link) {
    StatusTalk talk = new StatusTalk();
    link.whenReady(
        () -> link.mux().open(Purpose.STATUS, ByteBuffer.allocate(0), talk),
        _ -> talk.answer.complete(Optional.empty()));
    return talk.answer;
  }

  @Override
  public void item(Channel channel, Payload item) {
    channel.taken(item);
    try {
      byte[] bytes = item.toBytes();
      answer.complete(Optional.of(Status.read(Visitors.CODEC.reader(bytes, 0, bytes.length))));
    } catch (ValueException e) {
      answer.complete(Optional.empty());
    }
  }

  @Override
  public void closed(Channel channel, ChannelEnd end) {
    answer.complete(Optional.empty());
  }
}
