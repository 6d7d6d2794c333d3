package dev.muster.ssh.forward;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.StrangeText;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A channel that the server asked for, while the socket here that it leads to is being connected.
/// Confined to the loop.
final class Inward implements Passage, Carrier.Dialled {

  private final Lane lane;
  private final StreamChannel channel;
  private final Endpoint target;
  private @Nullable Runnable giveUp;
  private boolean over;

  Inward(Lane lane, StreamChannel channel, Endpoint target) {
    this.lane = lane;
    this.channel = channel;
    this.target = target;
  }

  void begin() {
    lane.add(this);
    Runnable attempt = Reach.to(target, lane.carrier(), this);
    if (!over) {
      giveUp = attempt;
    }
  }

  @Override
  public void made(SocketChannel socket) throws ProtocolException {
    if (over) {
      Sockets.close(socket);
      return;
    }
    over = true;
    try {
      Relay relay = new Relay(lane.all(), lane, socket, null);
      lane.replace(this, relay);
      relay.take(channel);
    } catch (IOException e) {
      refuse(Sockets.cause(e));
    }
  }

  @Override
  public void failed(String why) {
    if (!over) {
      over = true;
      refuse(why);
    }
  }

  /// What the target is called, which addresses it has and what is wrong with it is nobody's
  /// business over there.
  private void refuse(String why) {
    channel.refuse(Channels.CONNECT_FAILED, "not connected");
    lane.refused("connect to " + target + ": " + StrangeText.shown(why));
    lane.left(this);
  }

  @Override
  public void close() {
    if (!over) {
      lost();
      channel.refuse(Channels.PROHIBITED, "it is no longer forwarded");
      lane.left(this);
    }
  }

  @Override
  public void lost() {
    over = true;
    if (giveUp != null) {
      giveUp.run();
    }
  }
}
