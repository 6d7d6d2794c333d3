package dev.muster.ssh.forward;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.Route;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.data.ProtocolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one connection forwards: makes it, and decides about the channels that the
/// server asks for.
///
/// A server gets only what was asked of it before (RFC 4254 section 7.2): without that it could
/// reach whatever we can reach. Idle, it holds nothing. [#local] and its like are for any thread,
/// the rest for the loop.
public final class Forwards implements Channels.Doorkeeper {

  /// How many connections lead through one connection at once, both ways, those among them that the
  /// server has not let go of: each may keep [#WINDOW_BYTES] here.
  public static final int MOST_STREAMS = 256;

  /// How much of each of them may be on its way to here, at first.
  static final int WINDOW_BYTES = 1 << 16;

  /// How much more all of them together may have on its way: with what each has, 64 MiB at most.
  private static final int SPARE_BYTES = 48 << 20;

  static final String FULL = MOST_STREAMS + " connections lead through already";

  private final Carrier carrier;
  private List<RemoteLane> remote = List.of();
  private @Nullable AgentDoor agent;
  private int streams;
  private int spare = SPARE_BYTES;

  /// Makes those of one connection, none yet.
  public Forwards(Carrier carrier) {
    this.carrier = carrier;
  }

  // --- for any thread

  /// Takes connections here and has the server connect each of them to `target`.
  public Forwarding local(Endpoint listen, Endpoint target, ForwardingListener listener) {
    Route route = route(target);
    return begun(
        new LocalLane(
            this,
            listen,
            (lane, socket) -> {
              Relay relay = new Relay(this, lane, socket, null);
              lane.add(relay);
              relay.lead(route, new byte[0], Relay.Answers.NONE);
            },
            listener));
  }

  /// Takes connections here, and has the server connect each of them to where it asks for in SOCKS.
  public Forwarding dynamic(Endpoint listen, ForwardingListener listener) {
    return begun(new LocalLane(this, listen, SocksFront::new, listener));
  }

  /// Has the server take connections, and connects each of them to `target` from here.
  public Forwarding remote(Endpoint listen, Endpoint target, ForwardingListener listener) {
    route(target); // checked now, not when somebody comes
    return begun(
        new RemoteLane(
            this, listen, (lane, channel) -> new Inward(lane, channel, target).begin(), listener));
  }

  /// Has the server take connections, and hands each of them to `acceptor`.
  public Forwarding remote(Endpoint listen, StreamAcceptor acceptor, ForwardingListener listener) {
    return begun(
        new RemoteLane(
            this, listen, (lane, channel) -> ByteStream.take(lane, channel, acceptor), listener));
  }

  private Lane begun(Lane lane) {
    carrier.enter(lane);
    return lane;
  }

  /// Has the server connect us to `target`, and hands the bytes to `listener`.
  public SshStream stream(Endpoint target, StreamListener listener) {
    ByteStream stream = ByteStream.to(target, this, new Loose(), listener);
    carrier.enter(stream);
    return stream;
  }

  /// Where streams belong that are part of no forwarding.
  private final class Loose implements Passage.Home {
    @Override
    public void left(Passage passage) {
      leave();
    }

    @Override
    public void refused(String why) {}
  }

  // --- for the loop

  /// Lets programs at the far side use the ssh-agent at `socket`, until as many calls of [#unlend]
  /// have come as there were of this. The agent that is lent first is the one that they get: the
  /// server does not say whose program asks.
  public void lend(Path socket) {
    AgentDoor door = agent;
    if (door == null) {
      door = new AgentDoor(this, socket);
      agent = door;
      carrier.channels().guard(this);
    }
    door.borrow();
  }

  /// Takes the agent back, for one of those who lent it.
  ///
  /// @param alive whether the connection goes on
  public void unlend(boolean alive) {
    AgentDoor door = agent;
    if (door != null && door.giveBack(alive)) {
      agent = null;
    }
  }

  @Override
  public int windowBytes() {
    return WINDOW_BYTES;
  }

  @Override
  public void asked(StreamChannel channel) throws ProtocolException {
    AgentDoor door = agent;
    if (channel.route() instanceof Route.FromAgent) {
      if (door == null) {
        channel.refuse(Channels.PROHIBITED, "no agent was forwarded");
      } else {
        door.asked(channel);
      }
      return;
    }
    RemoteLane lane = lane(channel.route());
    if (lane == null) {
      channel.refuse(Channels.PROHIBITED, "nothing was forwarded from there");
    } else if (!lane.admits()) {
      channel.refuse(Channels.SHORTAGE, FULL);
    } else {
      lane.take(channel);
    }
  }

  /// Returns the forwarding that a connection the server took belongs to: the one that it names, or
  /// the only one with its port, since some servers name the address that they listen on.
  private @Nullable RemoteLane lane(Route route) {
    RemoteLane found = null;
    int count = 0;
    for (RemoteLane each : remote) {
      if (each.takes(route, true)) {
        return each;
      }
      if (each.takes(route, false)) {
        found = each;
        count++;
      }
    }
    return count == 1 ? found : null;
  }

  void add(RemoteLane lane) {
    if (remote.isEmpty()) {
      remote = new ArrayList<>(2);
      carrier.channels().guard(this);
    }
    remote.add(lane);
  }

  void remove(RemoteLane lane) {
    if (!remote.isEmpty()) {
      remote.remove(lane);
    }
  }

  Carrier carrier() {
    return carrier;
  }

  /// Counts a connection that is to lead through.
  ///
  /// @return false if there are as many as there may be
  boolean enter() {
    if (streams >= MOST_STREAMS) {
      return false;
    }
    streams++;
    return true;
  }

  void leave() {
    streams--;
  }

  /// Returns how much of `wanted` one more of them may have on its way; it is taken then.
  int spare(int wanted) {
    int given = Math.min(wanted, spare);
    spare -= given;
    return given;
  }

  /// Takes that back.
  void spared(int bytes) {
    spare += bytes;
  }

  /// Returns how the server is asked to connect to `target`.
  static Route route(Endpoint target) {
    return switch (target) {
      case Endpoint.Tcp(String host, int port) -> {
        if (port == 0 || host.isEmpty() || host.equals("*")) {
          throw new IllegalArgumentException(
              "connections lead to a host and a port from 1 to 65535, not to " + target);
        }
        yield new Route.ToTcp(host, port);
      }
      case Endpoint.Unix(String path) -> new Route.ToUnix(path);
    };
  }
}
