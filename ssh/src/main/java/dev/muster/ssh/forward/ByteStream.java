package dev.muster.ssh.forward;

import dev.muster.ssh.channel.ChannelEnd;
import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.Route;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.channel.StreamEvents;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.loop.TimerWheel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A stream seen from outside: brings calls of any thread to the loop, and events to the listener.
///
/// Everything but the methods of [SshStream] is confined to the loop.
final class ByteStream implements SshStream, StreamEvents, Passage, Carrier.Tenant {

  private static final int CREDIT_STEP = Forwards.WINDOW_BYTES / 4;

  private static final StreamListener NOBODY =
      new StreamListener() {
        @Override
        public void received(SshStream stream, byte[] bytes) {
          stream.consumed(bytes.length);
        }

        @Override
        public void ended(SshStream stream, Optional<String> why) {}
      };

  private final Carrier carrier;
  private final Appetite appetite;
  private final Passage.Home home;
  private final String peer;
  private final AtomicInteger credit = new AtomicInteger();
  private StreamListener listener;
  private @Nullable Runnable begin;
  private @Nullable StreamChannel channel;
  private boolean open;
  private boolean over;
  private final TimerWheel.Timer opening =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          carrier.step(ByteStream.this::tooSlow);
        }
      };

  private ByteStream(Forwards all, Passage.Home home, String peer, StreamListener listener) {
    this.carrier = all.carrier();
    this.appetite = new Appetite(all);
    this.home = home;
    this.peer = peer;
    this.listener = listener;
  }

  /// Returns one that the server is to connect to `target`, once the user is authenticated.
  static ByteStream to(Endpoint target, Forwards all, Passage.Home home, StreamListener listener) {
    ByteStream stream = new ByteStream(all, home, target.toString(), listener);
    stream.begin = () -> stream.connect(target, all);
    return stream;
  }

  private void connect(Endpoint target, Forwards all) {
    if (!all.enter()) {
      end(Optional.of(Forwards.FULL));
      return;
    }
    carrier.loop().set(opening, carrier.openLimit());
    channel = carrier.channels().connect(Forwards.route(target), Forwards.WINDOW_BYTES, this);
  }

  /// Takes a connection that the server took for us, and lets `acceptor` have it.
  static void take(RemoteLane lane, StreamChannel channel, StreamAcceptor acceptor)
      throws ProtocolException {
    String from =
        channel.route() instanceof Route.FromTcp(_, _, String origin, int port)
            ? new Endpoint.Tcp(StrangeText.shown(origin), port & 0xffff).toString()
            : "";
    ByteStream stream = new ByteStream(lane.all(), lane, from, NOBODY);
    lane.add(stream);
    StreamListener listener = acceptor.accepted(stream);
    if (stream.over) {
      channel.refuse(Channels.PROHIBITED, "it is not taken");
      lane.left(stream);
      listener.ended(stream, Optional.empty());
      return;
    }
    stream.listener = listener;
    stream.channel = channel;
    channel.accept(stream);
  }

  // --- for any thread

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public void consumed(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes consumed must not be negative, were " + bytes);
    }
    if (credit.addAndGet(bytes) >= CREDIT_STEP) {
      carrier.post(() -> {
        int due = credit.getAndSet(0);
        if (channel != null && !over && due > 0) {
          channel.consumed(due);
          appetite.satisfied(due, channel);
        }
      });
    }
  }

  @Override
  public CompletionStage<Void> write(byte[] bytes) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    carrier.post(
        () -> {
          if (channel == null || over) {
            sent.completeExceptionally(new IllegalStateException("the stream is not open"));
          } else {
            channel.write(bytes, sent);
          }
        },
        () -> sent.completeExceptionally(new IllegalStateException("the connection has ended")));
    return sent;
  }

  @Override
  public void endInput() {
    carrier.post(() -> {
      if (channel != null && !over) {
        channel.endInput();
      }
    });
  }

  @Override
  public void close() {
    carrier.post(this::stop);
  }

  // --- on the loop

  @Override
  public void due() {
    Runnable beginning = begin;
    begin = null;
    if (beginning != null && !over) {
      beginning.run();
    }
  }

  @Override
  public void opened() {
    carrier.loop().cancel(opening);
    open = true;
    listener.opened(this);
  }

  @Override
  public void received(byte[] bytes) {
    listener.received(this, bytes);
  }

  @Override
  public void receivedEnd() {
    listener.receivedEnd(this);
  }

  @Override
  public void ended(ChannelEnd how) {
    end(
        how instanceof ChannelEnd.NotOpened(_, String why)
            ? Optional.of(carrier.address() + " refused " + peer + ": " + why)
            : Optional.empty());
  }

  @Override
  public void gone() {
    home.left(this);
  }

  private void tooSlow() {
    end(Optional.of(carrier.address() + " did not answer in time about " + peer));
    stop();
  }

  private void stop() {
    if (channel != null) {
      channel.close();
    }
    end(open ? Optional.empty() : Optional.of("closed before it was open"));
  }

  @Override
  public void lost() {
    lost("the connection is lost");
  }

  @Override
  public void lost(String why) {
    if (channel != null) {
      channel.abandon();
    }
    end(Optional.of(why));
  }

  private void end(Optional<String> why) {
    if (!over) {
      over = true;
      appetite.end();
      carrier.loop().cancel(opening);
      carrier.leave(this);
      listener.ended(this, why);
    }
  }
}
