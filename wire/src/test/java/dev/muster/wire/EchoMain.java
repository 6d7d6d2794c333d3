package dev.muster.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A far end in a process of its own: answers calls, gives items back, or swallows them.
public final class EchoMain {

  /// Gives the header back, from the reading thread.
  static final int CALL = 2;

  /// Gives the header back, from the thread that read it or from one for calls.
  static final int HANDED_CALL = 3;

  /// Gives each item back.
  static final int ECHO = 4;

  /// Swallows items, and says how many bytes there were when there are no more.
  static final int SINK = 5;

  private EchoMain() {}

  public static void main(String[] args) throws Exception {
    ExecutorService calls = Executors.newCachedThreadPool();
    Mux mux = new Mux(settings(Settings.Side.AGENT), new byte[0], new Answers(calls));
    try (PipeDriver driver = PipeDriver.start(mux, Pipe.ofDescriptors(0, 1), "echo")) {
      driver.awaitEnd(Duration.ofDays(1));
    }
    calls.shutdownNow();
  }

  /// Large items both ways.
  static Settings settings(Settings.Side side) {
    return Settings.of(side).withLargestItem(Integer.MAX_VALUE - 64);
  }

  private record Answers(ExecutorService calls) implements MuxHandler {

    @Override
    public void hello(int version, Payload offers) {}

    @Override
    public ChannelHandler opened(Channel channel, int purpose, Payload header) {
      if (purpose == CALL) {
        channel.sendAndClose(header.toBytes());
      } else if (purpose == HANDED_CALL) {
        Runnable call = () -> channel.sendAndClose(header.toBytes());
        if (!channel.mux().runHere(call)) {
          calls.execute(call);
        }
      } else if (purpose == ECHO) {
        EchoThread echo = new EchoThread(channel);
        echo.start();
        return echo.inbox;
      }
      return new Sink();
    }

    @Override
    public void ended(MuxEnd end) {}
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

  private static final class EchoThread extends Thread {
    private final Channel channel;
    private final Inbox inbox = new Inbox();

    EchoThread(Channel channel) {
      super("echo of " + channel);
      setDaemon(true);
      this.channel = channel;
    }

    @Override
    public void run() {
      try {
        while (inbox.receive(Duration.ofDays(1)) instanceof Received.Item item) {
          channel.send(item.bytes().toBytes(), Duration.ofDays(1));
        }
        channel.close();
      } catch (InterruptedException e) {
        channel.abandon(new byte[0]);
      }
    }
  }
}
