package dev.muster.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/// A far end that answers calls, gives items back, or swallows them.
final class Answers implements MuxHandler {

  /// Gives the header back, from the handler.
  static final int CALL = 2;

  /// Gives the header back, from the thread that read it or from one for calls.
  static final int HANDED_CALL = 3;

  /// Gives each item back.
  static final int ECHO = 4;

  /// Swallows items, and says how many bytes there were when there are no more.
  static final int SINK = 5;

  /// Never answers and keeps its thread until the connection ends.
  static final int HANG = 6;

  /// Gives the header back after asking the other end for it, over a channel of its own.
  static final int ASK = 7;

  private static final Duration LONG = Duration.ofDays(1);

  private final Executor calls;
  private final CountDownLatch over = new CountDownLatch(1);

  /// @param calls where calls run that cannot run on the thread that read them
  Answers(Executor calls) {
    this.calls = calls;
  }

  @Override
  public void hello(int version, Payload offers) {}

  @Override
  public ChannelHandler opened(Channel channel, int purpose, Payload header) {
    switch (purpose) {
      case CALL -> channel.sendAndClose(header.toBytes());
      case HANDED_CALL -> run(channel, () -> channel.sendAndClose(header.toBytes()));
      case HANG -> run(channel, this::hang);
      case ASK -> run(channel, () -> ask(channel, header));
      case ECHO -> {
        Inbox inbox = new Inbox();
        calls.execute(() -> echo(channel, inbox));
        return inbox;
      }
      default -> {
        // it swallows
      }
    }
    return new Sink();
  }

  @Override
  public void ended(MuxEnd end) {
    over.countDown();
  }

  private void run(Channel channel, Runnable call) {
    if (!channel.mux().runHere(call)) {
      calls.execute(call);
    }
  }

  private void hang() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ask(Channel channel, Payload header) {
    Inbox inbox = new Inbox();
    channel.mux().open(CALL, ByteBuffer.wrap(header.toBytes()), inbox);
    try {
      if (inbox.receive(LONG) instanceof Received.Item item) {
        channel.sendAndClose(item.bytes().toBytes());
      }
    } catch (InterruptedException e) {
      channel.abandon(new byte[0]);
    }
  }

  private static void echo(Channel channel, Inbox inbox) {
    try {
      boolean goesOn = true;
      while (goesOn && inbox.receive(LONG) instanceof Received.Item item) {
        goesOn = channel.send(item.bytes().toBytes(), LONG) == Offer.TAKEN;
      }
      channel.close();
    } catch (InterruptedException e) {
      channel.abandon(new byte[0]);
    }
  }

  private static final class Sink implements ChannelHandler {
    private long bytes;

    @Override
    public void item(Channel channel, Payload item) {
      bytes += item.size();
      channel.taken(item);
    }

    @Override
    public void eof(Channel channel) {
      channel.sendAndClose(ByteBuffer.allocate(8).putLong(bytes).flip());
    }

    @Override
    public void closed(Channel channel, ChannelEnd end) {}
  }
}
