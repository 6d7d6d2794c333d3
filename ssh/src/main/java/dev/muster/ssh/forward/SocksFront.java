package dev.muster.ssh.forward;

import dev.muster.ssh.channel.Route;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A connection taken by a dynamic forwarding, until it has said in SOCKS where it wants to be led
/// to. Confined to the loop.
final class SocksFront implements EventLoop.Handler, Passage, Relay.Answers {

  private final LocalLane lane;
  private final SocketChannel socket;
  private final Socks socks = new Socks();
  private final ByteBuffer in = ByteBuffer.allocate(Socks.MOST_BYTES);
  private boolean over;
  private final TimerWheel.Timer patience =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          lane.carrier().step(() -> end("a SOCKS client that did not say where it wants to"));
        }
      };

  /// Takes over a socket that does not block.
  SocksFront(LocalLane lane, SocketChannel socket) throws IOException {
    this.lane = lane;
    this.socket = socket;
    Carrier carrier = lane.carrier();
    carrier.loop().register(socket, SelectionKey.OP_READ, this);
    carrier.loop().set(patience, carrier.connectLimit());
    lane.add(this);
  }

  @Override
  public void ready(SelectionKey key) {
    lane.carrier()
        .step(() -> {
          try {
            if (!over && key.isValid()) {
              talk();
            }
          } catch (IOException e) {
            end(""); // the client has gone away, which is nobody's trouble but its own
          }
        });
  }

  private void talk() throws IOException {
    int count = socket.read(in);
    in.flip();
    socks.take(in);
    byte[] said = socks.said();
    // a few bytes at the beginning of a connection always have room
    socket.write(ByteBuffer.wrap(said));
    if (socks.target().isPresent()) {
      lead(socks.target().get());
    } else if (socks.isOver()) {
      end(socks.trouble());
    } else if (count < 0) {
      end("");
    } else {
      in.compact();
    }
  }

  private void lead(Endpoint.Tcp target) throws IOException {
    stop();
    byte[] early = new byte[in.remaining()];
    in.get(early);
    Relay relay = new Relay(lane.all(), lane, socket, null);
    lane.replace(this, relay);
    relay.lead(new Route.ToTcp(target.host(), target.port()), early, this);
  }

  @Override
  public byte[] granted() {
    return socks.granted();
  }

  @Override
  public byte[] denied(int reason) {
    return socks.denied(reason);
  }

  private void stop() {
    over = true;
    lane.carrier().loop().cancel(patience);
  }

  private void end(String why) {
    if (!why.isEmpty()) {
      lane.refused(why);
    }
    close();
  }

  @Override
  public void close() {
    lost();
    lane.left(this);
  }

  @Override
  public void lost() {
    stop();
    Sockets.close(socket);
  }

  @Override
  public void abandon() {
    lost();
  }
}
