package dev.muster.ssh.forward;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.Route;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.loop.TimerWheel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A forwarding from the far side to here: the server takes connections for us (RFC 4254 section
/// 7.1, and OpenSSH's `streamlocal-forward`) and asks for a channel for each of them.
///
/// ```
///   WAITING ──due──▶ ASKED ──yes──▶ OPEN ──closed──▶ CANCELLING ──answer, or none in time──▶ FREE
///      │               ├──yes, but closed meanwhile──▶ ▲                                     ▲
///      │               └──no, or no answer in time─────────────────────────────────────────▶ │
///      └──closed, lost──────────────────────────────────────────────────────────────────────▶┘
/// ```
///
/// A server that says yes too late is asked to cancel all the same. Confined to the loop.
final class RemoteLane extends Lane {

  private enum State {
    WAITING,
    ASKED,
    OPEN,
    CANCELLING,
    FREE
  }

  /// What becomes of a connection that the server took.
  interface Taker {
    void take(RemoteLane lane, StreamChannel channel) throws ProtocolException;
  }

  private final Endpoint asked;
  private final Taker taker;
  private State state = State.WAITING;
  private int port;
  private @Nullable Runnable whenFree;
  private final TimerWheel.Timer patience =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          carrier().step(RemoteLane.this::noAnswer);
        }
      };

  RemoteLane(Forwards all, Endpoint asked, Taker taker, ForwardingListener listener) {
    super(all, asked, listener);
    this.asked = asked;
    this.taker = taker;
  }

  @Override
  void begin() {
    state = State.ASKED;
    carrier().loop().set(patience, carrier().openLimit());
    if (asked instanceof Endpoint.Tcp(_, int wanted)) {
      port = wanted;
    }
    ask("", this::answered);
  }

  /// Asks for the forwarding, or to take it back.
  private void ask(String prefix, Channels.Answer answer) {
    String name;
    Consumer<SshWriter> body;
    switch (asked) {
      case Endpoint.Tcp tcp -> {
        name = prefix + "tcpip-forward";
        body = to -> to.putString(bindHost(tcp)).putInt(port);
      }
      case Endpoint.Unix(String path) -> {
        name = prefix + "streamlocal-forward@openssh.com";
        body = to -> to.putString(path);
      }
    }
    carrier().channels().ask(name, body, answer);
  }

  /// Every address has the empty name (RFC 4254 section 7.1).
  private static String bindHost(Endpoint.Tcp asked) {
    return asked.isEverywhere() ? "" : asked.host();
  }

  private void answered(boolean success, SshReader more) throws ProtocolException {
    if (success && asked instanceof Endpoint.Tcp(_, int wanted) && wanted == 0) {
      port = givenPort(more);
    }
    if (isOver() || state != State.ASKED) {
      tooLate(success);
      return;
    }
    carrier().loop().cancel(patience);
    if (!success) {
      state = State.FREE;
      end(refused());
      return;
    }
    state = State.OPEN;
    all().add(this);
    opened(asked instanceof Endpoint.Tcp(String host, _) ? new Endpoint.Tcp(host, port) : asked);
  }

  private ForwardingEnd refused() {
    return new ForwardingEnd.Refused(
        carrier().address(), asked, "it is in use there, or not allowed to us");
  }

  private static int givenPort(SshReader more) throws ProtocolException {
    long given = more.readUnsignedInt();
    if (given < 1 || given > 65_535) {
      throw new ProtocolException("port " + given + " for a forwarding");
    }
    return (int) given;
  }

  /// It was closed meanwhile, or given up.
  private void tooLate(boolean success) {
    if (success) {
      cancel();
    } else {
      free();
    }
  }

  private void cancel() {
    state = State.CANCELLING;
    carrier().loop().set(patience, carrier().openLimit());
    ask("cancel-", (_, _) -> free());
  }

  private void noAnswer() {
    Duration waited = carrier().openLimit();
    free();
    end(
        new ForwardingEnd.Refused(
            carrier().address(), asked, "no answer within " + waited.toSeconds() + " s"));
  }

  @Override
  void release(boolean alive, Runnable then) {
    all().remove(this);
    whenFree = then;
    if (alive && state == State.OPEN) {
      cancel();
    } else if (!alive || state != State.ASKED) {
      free();
    }
  }

  private void free() {
    carrier().loop().cancel(patience);
    state = State.FREE;
    Runnable then = whenFree;
    whenFree = null;
    if (then != null) {
      then.run();
    }
  }

  /// Returns whether the server may lead a connection of `route` here.
  ///
  /// @param exactly whether the name has to be the one that we asked with. Servers put another in
  ///   its place: which port is meant is clear all the same
  boolean takes(Route route, boolean exactly) {
    if (state != State.OPEN || isOver()) {
      return false;
    }
    return switch (asked) {
      case Endpoint.Tcp tcp ->
          route instanceof Route.FromTcp(String host, int at, _, _)
              && at == port
              && (!exactly || host.equals(bindHost(tcp)));
      case Endpoint.Unix(String path) ->
          route instanceof Route.FromUnix(String at) && at.equals(path);
    };
  }

  void take(StreamChannel channel) throws ProtocolException {
    taker.take(this, channel);
  }
}
