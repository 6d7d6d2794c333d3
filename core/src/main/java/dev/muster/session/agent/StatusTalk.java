package dev.muster.session.agent;

import dev.muster.model.AgentStatus;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.Status;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// The question how an agent is.
final class StatusTalk implements ChannelHandler {

  private final AgentLink link;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  private StatusTalk(AgentLink link) {
    this.link = link;
  }

  /// Asks; the answer's value is an [AgentStatus].
  static CompletableFuture<Answer> ask(AgentLink link) {
    StatusTalk talk = new StatusTalk(link);
    link.whenReady(
        () -> link.mux().open(Purpose.STATUS, ByteBuffer.allocate(0), talk),
        why -> talk.answer.complete(new Answer.Failed(why, false)));
    return talk.answer;
  }

  @Override
  public void item(Channel channel, Payload item) {
    channel.taken(item);
    try {
      byte[] bytes = item.toBytes();
      Status its = Status.read(Visitors.CODEC.reader(bytes, 0, bytes.length));
      answer.complete(
          new Answer.Returned(
              new AgentStatus(
                  its.calls(),
                  HostText.line(its.java()),
                  its.pid(),
                  its.usedMemory(),
                  its.maxMemory(),
                  Duration.ofMillis(its.uptimeMillis()))));
    } catch (ValueException e) {
      link.broken("a status that cannot be read: " + e.getMessage());
    }
  }

  /// Without an answer it is over, or will be at once: then why is known.
  @Override
  public void closed(Channel channel, ChannelEnd end) {
    if (!answer.isDone() && !(end instanceof ChannelEnd.Lost)) {
      link.broken("no answer to how it is");
    }
    var _ = link.end().thenAccept(why -> answer.complete(new Answer.Failed(why, true)));
  }
}
