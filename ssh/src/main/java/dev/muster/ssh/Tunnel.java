package dev.muster.ssh;

import dev.muster.ssh.channel.ChannelEnd;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.channel.StreamEvents;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A channel of one connection that another connection runs through, as through a socket.
///
/// Both live on the same loop. A step of one never runs within a step of the other, since they
/// share the loop's buffers: what one has for the other waits here for a turn of its own. What
/// comes in is limited by the channel's window. Confined to the loop.
final class Tunnel extends IndirectWire implements StreamEvents, Occupant {

  private static final int WINDOW_BYTES = 1 << 18;

  private final Connection through;
  private @Nullable StreamChannel channel;

  /// Makes one through a connection on the loop of its user.
  Tunnel(Connection through, User user) {
    super(through.loop(), user);
    this.through = through;
  }

  /// Asks the server of the outer connection to connect us.
  void open(String host, int port) {
    through.occupy(
        this, channels -> channel = channels.connect(host, port, WINDOW_BYTES, this), this::lost);
  }

  @Override
  public void opened() {
    connected();
  }

  @Override
  public void received(byte[] bytes) {
    bring(bytes);
  }

  @Override
  public void receivedEnd() {
    over("");
  }

  @Override
  public void ended(ChannelEnd end) {
    through.forget(this);
    channel = null; // or closing it again would end the way for everybody: it may never have been
    over(end instanceof ChannelEnd.NotOpened(_, String why) ? why : "the way through was closed");
  }

  @Override
  public void lost(Failure why) {
    if (channel != null) {
      channel.abandon();
    }
    over(why.message());
  }

  @Override
  IOException exception(String why) {
    return new IOException("through " + through.address() + ": " + why);
  }

  @Override
  void taken(int count) {
    through.onLoop(() -> {
      if (channel != null) {
        channel.consumed(count);
      }
    });
  }

  @Override
  void send(byte[] bytes) {
    through.onLoop(() -> {
      StreamChannel open = channel;
      if (open != null) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        var _ = gone.whenComplete((_, _) -> sent(bytes.length));
        open.write(bytes, gone);
      }
    });
  }

  @Override
  void closing() {
    through.onLoop(() -> {
      if (channel != null) {
        channel.close();
      }
    });
  }
}
