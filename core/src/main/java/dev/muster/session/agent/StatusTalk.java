package dev.muster.session.agent;

import dev.muster.model.AgentStatus;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.Status;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The question how an agent is.
final class StatusTalk implements ChannelHandler, AgentWaiter {

  private final AgentLink link;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  private StatusTalk(AgentLink link) {
    this.link = link;
  }

  /// Asks, and waits for the answer, whose value is an [AgentStatus].
  static Answer ask(AgentLink link, Duration limit) throws InterruptedException {
    StatusTalk talk = new StatusTalk(link);
    link.whenReady(talk);
    try {
      return talk.answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Answer.Failed(
          new Failure.TimedOut(Phase.RUN, link.address(), limit, Failure.TimedOut.Scope.HOST),
          true);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }

  @Override
  public void ready() {
    var _ = link.mux().open(Purpose.STATUS, ByteBuffer.allocate(0), this);
  }

  @Override
  public void failed(Failure why) {
    answer.complete(new Answer.Failed(why, false));
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
