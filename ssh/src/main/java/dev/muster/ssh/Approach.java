package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way of one connection to its wire: looks the name up and dials, or has another connection's
/// server do both.
///
/// Confined to the loop; everything happens within a step of the connection.
final class Approach implements EventLoop.Handler, Tunnel.User {

  private final Connection connection;
  private final SshClient client;
  private final EventLoop loop;
  private final Destination destination;
  private final PhaseClock clock;
  private final @Nullable Connection via;
  private @Nullable Dial dial;
  private @Nullable Tunnel tunnel;
  private String address;

  /// Makes one.
  ///
  /// @param via the connection to go through, on the same loop; null to dial
  Approach(Connection connection, SshClient client, PhaseClock clock, @Nullable Connection via) {
    this.connection = connection;
    this.client = client;
    this.loop = connection.loop();
    this.destination = connection.destination();
    this.clock = clock;
    this.via = via;
    this.address = destination.address();
  }

  /// Returns the address that is tried or was reached.
  String address() {
    return address;
  }

  /// Begins.
  void begin() {
    if (via != null) {
      clock.enter(Phase.CONNECT);
      tunnel = new Tunnel(via, this);
      tunnel.open(destination.host(), destination.port());
      return;
    }
    clock.enter(Phase.RESOLVE);
    Optional<List<InetAddress>> literal = Dial.literal(destination.host());
    if (literal.isPresent()) {
      dial(literal.get());
    } else {
      client.resolve(connection);
    }
  }

  /// Goes the same way again, to the place that was reached.
  void again(Wire reached) {
    Optional<InetAddress> peer = reached.peer();
    if (peer.isPresent()) {
      dial(List.of(peer.get()));
    } else {
      begin();
    }
  }

  /// Goes on with the addresses of the name, or with what the resolver said instead.
  void resolved(List<InetAddress> addresses, String trouble) {
    if (addresses.isEmpty()) {
      connection.fail(new Failure.NotResolved(destination.address(), trouble));
    } else {
      dial(addresses);
    }
  }

  private void dial(List<InetAddress> addresses) {
    dial = new Dial(loop, this, destination.port(), addresses);
    dialNext(dial);
  }

  private void dialNext(Dial dialled) {
    if (dialled.tryNext()) {
      address = dialled.address();
      clock.enter(Phase.CONNECT, dialled.share(destination.options().limits().connect()));
    } else {
      connection.fail(new Failure.NotConnected(address, dialled.troubles()));
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    connection.step(() -> {
      Dial dialled = dial;
      if (dialled == null) {
        return;
      }
      Optional<SocketChannel> made = dialled.finish();
      if (made.isEmpty()) {
        dialNext(dialled);
        return;
      }
      dial = null;
      SocketChannel socket = made.get();
      connection.wired(new SocketWire(socket, client.decorate(Link.of(socket)), loop, connection));
    });
  }

  @Override
  public void abandon() {
    connection.abandon();
  }

  @Override
  public void connected(Tunnel made) {
    connection.step(() -> {
      tunnel = null;
      connection.wired(made);
    });
  }

  @Override
  public void notConnected(String why) {
    connection.step(() -> connection.fail(new Failure.NotConnected(address, why)));
  }

  @Override
  public void served() {
    connection.served();
  }

  /// Gives the address up that is being dialled, since its time is up.
  ///
  /// @return whether another one is tried now
  boolean triesNext() {
    Dial dialled = dial;
    if (dialled == null) {
      return false;
    }
    dialled.giveUp("no answer within " + Durations.text(dialled.share(clock.limit())));
    if (!dialled.hasNext()) {
      return false;
    }
    dialNext(dialled);
    return true;
  }

  /// Closes what has not led to a wire yet.
  void close() {
    if (dial != null) {
      dial.close();
    }
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
