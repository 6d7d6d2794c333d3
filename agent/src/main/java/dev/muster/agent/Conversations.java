package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.MuxEnd;
import dev.muster.wire.MuxHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.message.Status;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Answers what the controller opens, by purpose. Called by the reading thread.
final class Conversations implements MuxHandler {

  private static final ValueCodec CODEC = ValueCodec.of(Types.none());

  private final CodeCache cache;
  private final Spaces spaces;
  private final Calls calls;
  private final Relays relays;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable MuxEnd end;

  Conversations(CodeCache cache, Spaces spaces, Calls calls, Relays relays) {
    this.cache = cache;
    this.spaces = spaces;
    this.calls = calls;
    this.relays = relays;
  }

  /// Waits until the connection has ended.
  MuxEnd await() throws InterruptedException {
    over.await();
    return Objects.requireNonNull(end);
  }

  @Override
  public void hello(int version, Payload offers) {} // there is one version, and nothing is offered

  @Override
  public ChannelHandler opened(Channel channel, int number, Payload header) {
    Purpose purpose = Purpose.of(number);
    try {
      return switch (purpose) {
        case CALL, STREAM, CHANNEL, KEEP -> calls.begin(channel, purpose, header);
        case CLASSES -> spaces.offered(channel, header);
        case PASSED -> calls.pass(channel);
        case RELAY -> relays.begin(channel, header);
        case FORGET -> {
          calls.forget(header);
          channel.close();
          yield new Ignored(channel);
        }
        case CACHE -> cache;
        case STATUS -> {
          channel.sendAndClose(status().encode(CODEC));
          yield new Ignored(channel);
        }
        case NONE -> refuse(channel, "purpose " + number + " is not known here");
      };
    } catch (ValueException e) {
      return refuse(channel, purpose + ": " + e.getMessage());
    }
  }

  private static ChannelHandler refuse(Channel channel, String why) {
    channel.close(Failures.bytes(RemoteFailure.of(RemoteFailure.Kind.REFUSED, why)));
    return new Ignored(channel);
  }

  private Status status() {
    Runtime runtime = Runtime.getRuntime();
    ProcessHandle self = ProcessHandle.current();
    Instant start = self.info().startInstant().orElse(null);
    long began = start == null ? Main.STARTED_MILLIS : start.toEpochMilli();
    return new Status(
        calls.count(),
        Runtime.version().toString(),
        self.pid(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        Math.max(0, System.currentTimeMillis() - began));
  }

  @Override
  public byte[] farewell(MuxEnd.Broken broken) {
    return Failures.text("the controller " + broken.message());
  }

  @Override
  public void ended(MuxEnd how) {
    end = how;
    over.countDown();
  }

  /// Nothing that comes matters.
  private record Ignored(Channel channel) implements ChannelHandler {
    @Override
    public void item(Channel from, Payload item) {
      channel.taken(item);
    }

    @Override
    public void closed(Channel of, ChannelEnd how) {}
  }
}
