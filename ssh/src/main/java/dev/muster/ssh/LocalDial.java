package dev.muster.ssh;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.forward.Carrier;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Connects from here to where a forwarded connection leads: looks the name up, and tries its
/// addresses in order, within the time that connecting may take. Confined to the loop.
final class LocalDial extends TimerWheel.Timer implements EventLoop.Handler {

  private final Carrier carrier;
  private final Endpoint.Tcp target;
  private final Carrier.Dialled then;
  private final AddressWalk.Connect connect;
  private @Nullable AddressWalk dial;
  private @Nullable Runnable lookup;
  private boolean over;

  LocalDial(Carrier carrier, Endpoint.Tcp target, Carrier.Dialled then) {
    this(carrier, target, then, SocketChannel::connect);
  }

  LocalDial(
      Carrier carrier, Endpoint.Tcp target, Carrier.Dialled then, AddressWalk.Connect connect) {
    this.carrier = carrier;
    this.target = target;
    this.then = then;
    this.connect = connect;
  }

  void begin() {
    carrier.loop().set(this, carrier.connectLimit());
    Runnable looking = carrier.resolve(target.host(), this::resolved);
    if (!over && dial == null) {
      lookup = looking;
    }
  }

  private void resolved(List<InetAddress> addresses, String trouble) {
    if (over) {
      return;
    }
    if (addresses.isEmpty()) {
      fail(trouble);
      return;
    }
    List<InetAddress> tried = AddressOrder.of(addresses, TcpOptions.Family.ANY);
    AddressWalk made = new AddressWalk(carrier.loop(), this, connect, target.port(), tried);
    dial = made;
    next(made);
  }

  private void next(AddressWalk dialled) {
    if (!dialled.tryNext()) {
      fail(dialled.troubles());
    } else if (dialled.isConnected()) {
      carrier.step(() -> look(dialled));
    } else {
      carrier.loop().set(this, dialled.share(carrier.connectLimit()));
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    carrier.step(() -> {
      AddressWalk dialled = dial;
      if (!over && dialled != null) {
        look(dialled);
      }
    });
  }

  /// Looks whether the connection has been made, and goes on.
  private void look(AddressWalk dialled) throws ProtocolException {
    Optional<SocketChannel> made = dialled.finish();
    if (made.isEmpty()) {
      next(dialled);
      return;
    }
    end();
    then.made(made.get());
  }

  @Override
  protected void fire() {
    carrier.step(() -> {
      AddressWalk dialled = dial;
      if (over) {
        return;
      }
      if (dialled == null) {
        fail("its name was not found in time");
        return;
      }
      dialled.giveUp("no answer");
      next(dialled);
    });
  }

  private void fail(String why) {
    end();
    carrier.step(() -> then.failed(why));
  }

  private void end() {
    over = true;
    carrier.loop().cancel(this);
    Runnable looking = lookup;
    if (looking != null) {
      looking.run();
    }
  }

  /// Gives it up; nobody hears of it any more.
  void giveUp() {
    end();
    if (dial != null) {
      dial.close();
    }
  }

  @Override
  public void abandon() {
    giveUp();
  }
}
