package dev.muster.fleet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.loop.TimerWheel;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The driver of one connection: moves bytes between its socket and its [ServerProtocol], and makes
/// the trouble that its host is told to make. Confined to its loop, but for [#soon].
final class ServerConnection implements EventLoop.Handler, Driver {

  /// What a connection needs of its fleet.
  interface Owner {
    /// Makes the protocol side.
    ServerProtocol protocol(ServerConnection connection, EventLoop loop);

    /// The connection is over.
    void ended();

    /// A client broke the protocol.
    void broken();

    /// Something happened that is a defect of the fleet.
    void defect(Throwable what);
  }

  private static final int TURNS = 4;
  private static final int FLOOD_BYTES = 1 << 10;
  private static final byte[] FLOOD_LINE =
      ("x".repeat(78) + "\r\n").getBytes(StandardCharsets.US_ASCII);

  private final Owner owner;
  private final EventLoop loop;
  private final SocketChannel socket;
  private final Trouble trouble;
  private final Outbox outbox;
  private final ServerProtocol protocol;
  private final Link link;
  private final Set<Later> timers = HashSet.newHashSet(1);
  private SelectionKey key;
  private byte[] leftover = new byte[0];
  private boolean inStep;
  private boolean silent;
  private boolean flooding;
  private boolean dripping;
  private boolean drained;
  private boolean over;

  /// Work at a later time.
  private final class Later extends TimerWheel.Timer {
    private final Work work;

    Later(Work work) {
      this.work = work;
    }

    @Override
    protected void fire() {
      timers.remove(this);
      step(work);
    }
  }

  /// Takes over `socket`, which does not block, on its loop.
  ServerConnection(Owner owner, EventLoop loop, SocketChannel socket, Link link, Trouble trouble)
      throws IOException {
    this.owner = owner;
    this.loop = loop;
    this.socket = socket;
    this.link = link;
    this.trouble = trouble;
    this.outbox = new Outbox(link, loop.scratch());
    this.protocol = owner.protocol(this, loop);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.key = loop.register(socket, SelectionKey.OP_READ, this);
  }

  /// Begins to talk.
  void begin() {
    step(() -> {
      if (trouble instanceof Trouble.Trickle) {
        outbox.hold(true);
      }
      protocol.start();
    });
  }

  @Override
  public void ready(SelectionKey ready) {
    step(() -> {
      if (ready.isValid() && ready.isWritable() && outbox.isBlocked()) {
        drain(Integer.MAX_VALUE);
      }
      if (ready.isValid() && ready.isReadable()) {
        read();
      }
    });
  }

  @Override
  public void abandon() {
    finish(true);
  }

  @Override
  public void soon(Work work) {
    loop.execute(() -> step(work));
  }

  @Override
  public void later(Duration delay, Work work) {
    Later timer = new Later(work);
    timers.add(timer);
    loop.set(timer, delay);
  }

  @Override
  public int room() {
    return silent || over ? 0 : outbox.room();
  }

  @Override
  public boolean pass(Point point) {
    if (over || silent) {
      return false;
    }
    if (!trouble.strikesAt(point)) {
      return true;
    }
    try {
      return strike(point);
    } catch (IOException e) {
      finish(false);
      return false;
    }
  }

  /// Makes trouble, and returns whether to go on after it.
  private boolean strike(Point point) throws IOException {
    switch (trouble) {
      case Trouble.Hang _ -> {
        outbox.flush();
        silent = true;
      }
      case Trouble.Close(Point _, boolean reset) -> {
        outbox.flush();
        finish(reset);
      }
      case Trouble.Disconnect(Point _, int reason, String text) -> {
        protocol.transport().disconnect(reason, text);
        outbox.flush();
        finish(false);
      }
      case Trouble.Slow(Set<Point> _, Duration delay) -> {
        outbox.flush();
        outbox.hold(true);
        later(
            delay,
            () -> {
              outbox.hold(false);
              drain(Integer.MAX_VALUE);
            });
      }
      case Trouble.Flood _ -> {
        flooding = true;
        return point != Point.ACCEPTED;
      }
      case Trouble.Cut(long afterBytes) -> {
        outbox.flush();
        outbox.allow(afterBytes);
      }
      case Trouble.None _, Trouble.Trickle _, Trouble.BadSignature _, Trouble.Deny _ -> {
        // these strike at no point
      }
    }
    return !over && !silent;
  }

  /// Does `work` and sends what it said. Whatever goes wrong ends this connection and nothing else.
  private void step(Work work) {
    if (over) {
      return;
    }
    boolean nested = inStep;
    inStep = true;
    try {
      work.run();
      if (!nested && !over) {
        settle();
      }
    } catch (EndingException e) {
      ended(e.ending());
    } catch (ProtocolException e) {
      ended(new Ending.Broken(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      finish(false); // the client is gone, or was cut off
    } catch (GeneralSecurityException | RuntimeException e) {
      finish(true);
      owner.defect(e);
    } finally {
      if (!nested) {
        inStep = false;
        loop.scratch().clearOut();
      }
    }
  }

  private void ended(Ending ending) {
    if (over || silent) {
      return;
    }
    switch (ending) {
      case Ending.Disconnected _, Ending.StartOver _ -> {
        // the client has said goodbye; starting over is a client's business
      }
      case Ending.Broken(String what) -> {
        owner.broken();
        goodbye(Message.REASON_PROTOCOL_ERROR, what);
      }
      case Ending.NoCommonAlgorithm(String kind, var _, var _) ->
          goodbye(Message.REASON_KEY_EXCHANGE_FAILED, "no common " + kind);
      case Ending.NotAuthenticated _ ->
          goodbye(Message.REASON_NO_MORE_AUTH_METHODS, "too many attempts");
      case Ending.HostKeyRefused(String why) ->
          goodbye(Message.REASON_HOST_KEY_NOT_VERIFIABLE, why);
    }
    finish(false);
  }

  private void goodbye(int reason, String text) {
    try {
      protocol.transport().disconnect(reason, text);
      outbox.flush();
    } catch (IOException | RuntimeException e) {
      // it is gone already
    }
  }

  private void read() throws IOException, ProtocolException, EndingException {
    boolean filled = true;
    for (int i = 0; filled && i < TURNS && !over && !outbox.isCrowded(); i++) {
      ByteBuffer in = loop.input().clear();
      if (!silent) {
        in.put(leftover);
        leftover = new byte[0];
      }
      int count = link.read(in);
      filled = !in.hasRemaining();
      if (!silent && !waitsToTalk()) {
        feed(in.flip());
      }
      if (count < 0) {
        finish(false);
      }
    }
  }

  /// Returns whether what comes is thrown away because we have only lines to say.
  private boolean waitsToTalk() {
    return flooding && trouble.strikesAt(Point.ACCEPTED);
  }

  private void feed(ByteBuffer in) throws ProtocolException, EndingException {
    protocol.receive(in);
    if (in.hasRemaining() && !over && !silent) {
      leftover = new byte[in.remaining()];
      in.get(leftover);
    }
  }

  /// Sends what the step said, goes on with output while the socket takes it, and sets interest.
  private void settle() throws IOException {
    if (silent) {
      loop.scratch().clearOut();
    }
    boolean sent = outbox.flush();
    boolean begun = sent || drained || flooding; // what waits for room may go on
    drained = false;
    for (int i = 0; begun && i < TURNS && !outbox.isWaiting(); i++) {
      pump();
      sent = outbox.flush();
      begun = sent;
    }
    if (sent && !outbox.isWaiting()) {
      soon(this::pump); // others have their turn before this one sends more
    }
    drip();
    int wanted =
        (outbox.isCrowded() ? 0 : SelectionKey.OP_READ)
            | (outbox.isBlocked() ? SelectionKey.OP_WRITE : 0);
    if (key.isValid() && key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void pump() {
    if (!waitsToTalk()) {
      protocol.pump();
    }
    if (flooding) {
      flood();
    }
  }

  private void flood() {
    if (waitsToTalk()) {
      ByteBuffer out = loop.scratch().out();
      while (outbox.room() > 0 && out.remaining() >= FLOOD_LINE.length) {
        out.put(FLOOD_LINE);
      }
      return;
    }
    byte[] nothing = new byte[FLOOD_BYTES];
    while (room() > 0 && !protocol.transport().isHolding()) {
      protocol.transport().send(protocol.transport().message(Message.IGNORE).putString(nothing));
    }
  }

  private void drip() {
    if (trouble instanceof Trouble.Trickle(int bytes, Duration interval)
        && outbox.isWaiting()
        && !dripping) {
      dripping = true;
      later(
          interval,
          () -> {
            dripping = false;
            drain(bytes);
          });
    }
  }

  private void drain(int limit) throws IOException {
    outbox.drain(limit);
    drained = !outbox.isWaiting();
  }

  private void finish(boolean reset) {
    if (over) {
      return;
    }
    over = true;
    timers.forEach(loop::cancel);
    timers.clear();
    leftover = new byte[0];
    protocol.lost();
    close(socket, reset);
    owner.ended();
  }

  /// Closes a socket, in order or by a reset.
  static void close(SocketChannel socket, boolean reset) {
    try (socket) {
      if (reset) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // nothing depends on how a socket is closed, and nobody could act on it
    }
  }
}
