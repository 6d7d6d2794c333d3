package dev.muster.ssh;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.loop.TimerWheel;
import dev.muster.ssh.transport.ClientExchange;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The driver of one connection: moves bytes between its socket and its [ClientProtocol], keeps its
/// time, and reports its end once.
///
/// Everything is confined to the loop, but for the methods of [SshConnection], which bring their
/// work there.
final class Connection implements SshConnection, EventLoop.Handler {

  /// Work that is done in one step on the loop, after which everything that was said leaves in one
  /// write.
  interface Work {
    void run() throws ProtocolException, EndingException, IOException, GeneralSecurityException;
  }

  private static final int TURNS = 4;
  private static final int QUESTIONS = 3;

  private final SshClient client;
  private final EventLoop loop;
  private final Destination destination;
  private final ConnectionListener listener;
  private final List<Session> sessions = new ArrayList<>(1);
  private final TimerWheel.Timer limit =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          step(Connection.this::timeIsUp);
        }
      };

  private @Nullable Dial dial;
  private @Nullable SocketChannel socket;
  private @Nullable SelectionKey key;
  private @Nullable Link link;
  private @Nullable Outlet outlet;
  private @Nullable ClientProtocol protocol;
  private byte @Nullable [] leftover;
  private @Nullable Failure end;
  private Phase armed = Phase.RESOLVE;
  private String address;
  private long heard;
  private boolean inStep;
  private boolean closing;
  private boolean over;

  Connection(
      SshClient client, EventLoop loop, Destination destination, ConnectionListener listener) {
    this.client = client;
    this.loop = loop;
    this.destination = destination;
    this.listener = listener;
    this.address = destination.address();
  }

  // --- for any thread

  @Override
  public Destination destination() {
    return destination;
  }

  @Override
  public SshSession exec(Exec request, SessionListener sessionListener) {
    Session session = new Session(this, sessionListener, request);
    onLoop(
        () -> {
          ClientProtocol ready = protocol;
          if (ready == null || ready.phase() != Phase.RUN || closing) {
            session.lost(
                new Failure.NotStarted(address, "the command", "the connection is not ready"));
          } else {
            sessions.add(session);
            session.begin(
                ready
                    .channels()
                    .exec(
                        request.command(), request.environment(), request.windowBytes(), session));
          }
        },
        () -> session.lost(end == null ? new Failure.Cancelled(Phase.OPEN, address) : end));
    return session;
  }

  @Override
  public void close() {
    onLoop(() -> {
      if (!closing && protocol != null && protocol.phase() == Phase.RUN) {
        protocol.transport().disconnect(Message.REASON_BY_APPLICATION, "done");
      }
      closing = true;
    });
  }

  void onLoop(Work work) {
    onLoop(work, () -> {});
  }

  /// Does `work` in a step on the loop: at once if this very connection is being served, soon
  /// otherwise.
  ///
  /// @param late what to do instead if the connection is over by then
  void onLoop(Work work, Runnable late) {
    if (loop.isCurrent() && inStep && !over) {
      step(work);
      return;
    }
    loop.execute(() -> {
      if (over) {
        late.run();
      } else {
        step(work);
      }
    });
  }

  // --- on the loop

  EventLoop loop() {
    return loop;
  }

  String address() {
    return address;
  }

  void forget(Session session) {
    sessions.remove(session);
  }

  /// Begins: looks the name up.
  void begin() {
    step(() -> {
      arm(Phase.RESOLVE);
      Optional<List<InetAddress>> literal = Dial.literal(destination.host());
      if (literal.isPresent()) {
        dial(literal.get());
      } else {
        client.resolve(this);
      }
    });
  }

  /// Goes on with the addresses of the name, or with what the resolver said instead.
  void resolved(List<InetAddress> addresses, String trouble) {
    if (over || dial != null) {
      return;
    }
    step(() -> {
      if (addresses.isEmpty()) {
        fail(new Failure.NotResolved(destination.address(), trouble));
      } else {
        dial(addresses);
      }
    });
  }

  @Override
  public void ready(SelectionKey ready) {
    step(() -> {
      if (protocol == null) {
        connected();
        return;
      }
      if (ready.isValid() && ready.isWritable() && outlet != null) {
        outlet.drain();
      }
      if (ready.isValid() && ready.isReadable()) {
        read();
      }
    });
  }

  @Override
  public void abandon() {
    fail(new Failure.Cancelled(phase(), address));
  }

  /// Does `work` and sends what it said. Whatever goes wrong ends this connection and nothing else.
  void step(Work work) {
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
      goodbye(e.ending());
      fail(failure(e.ending()));
    } catch (ProtocolException e) {
      Ending ending = new Ending.Broken(String.valueOf(e.getMessage()));
      goodbye(ending);
      fail(failure(ending));
    } catch (IOException e) {
      fail(lastWords(new Failure.Closed(phase(), address, cause(e))));
    } catch (GeneralSecurityException | RuntimeException e) {
      fail(new Failure.Internal(phase(), address, e.toString()));
    } finally {
      if (!nested) {
        inStep = false;
        loop.scratch().clearOut();
      }
    }
  }

  private void dial(List<InetAddress> addresses) {
    dial = new Dial(loop, this, destination.port(), addresses);
    dialNext(dial);
  }

  private void dialNext(Dial dialled) {
    if (dialled.tryNext()) {
      address = dialled.address();
      armed = Phase.CONNECT;
      loop.set(limit, dialled.share(destination.options().limits().connect()));
    } else {
      fail(new Failure.NotConnected(address, dialled.troubles()));
    }
  }

  private void connected() throws GeneralSecurityException, IOException {
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
    socket = made.get();
    Link through = client.decorate(Link.of(made.get()));
    Outlet out = new Outlet(through, loop.scratch());
    link = through;
    outlet = out;
    key = loop.register(made.get(), SelectionKey.OP_READ, this);
    heard = loop.now();
    protocol =
        new ClientProtocol(
            destination,
            Trust.algorithms(destination),
            client.guesses(),
            this::judge,
            out::room,
            () -> listener.ready(this),
            loop.scratch());
    arm(Phase.BANNER);
    protocol.start();
  }

  private void read() throws IOException, ProtocolException, EndingException {
    Link from = link;
    ClientProtocol to = protocol;
    if (from == null || to == null) {
      return;
    }
    boolean filled = true;
    for (int i = 0; filled && i < TURNS && !closing && !over && !to.transport().isPaused(); i++) {
      ByteBuffer in = loop.input().clear();
      if (leftover != null) {
        in.put(leftover);
        leftover = null;
      }
      int count = from.read(in);
      filled = !in.hasRemaining();
      feed(to, in.flip());
      if (count < 0) {
        throw new IOException(endOfStream(to));
      }
      if (count > 0) {
        heard = loop.now();
      }
    }
  }

  private void feed(ClientProtocol to, ByteBuffer in) throws ProtocolException, EndingException {
    to.receive(in);
    if (in.hasRemaining() && !over) {
      leftover = new byte[in.remaining()];
      in.get(leftover);
    }
  }

  /// Sends what the step said, goes on sending data while the socket takes it, and sets time and
  /// interest for what is next.
  private void settle() throws IOException, ProtocolException {
    ClientProtocol now = protocol;
    Outlet out = outlet;
    if (now == null || out == null) {
      if (closing) {
        finish(Optional.empty());
      }
      return;
    }
    boolean sent = out.flush();
    for (int i = 0; sent && i < TURNS && !out.isBlocked() && !closing; i++) {
      now.channels().pump();
      sent = out.flush();
    }
    if (closing) {
      finish(Optional.empty());
      return;
    }
    if (sent && !out.isBlocked()) {
      onLoopLater();
    }
    interest(now, out);
    keepTime(now);
  }

  /// Lets others have their turn before this connection sends more data.
  private void onLoopLater() {
    loop.execute(() ->
        step(() -> {
          if (protocol != null) {
            protocol.channels().pump();
          }
        }));
  }

  private void interest(ClientProtocol now, Outlet out) {
    SelectionKey registered = key;
    if (registered != null && registered.isValid()) {
      int wanted =
          (now.transport().isPaused() ? 0 : SelectionKey.OP_READ)
              | (out.isBlocked() ? SelectionKey.OP_WRITE : 0);
      if (registered.interestOps() != wanted) {
        registered.interestOps(wanted);
      }
    }
  }

  private void keepTime(ClientProtocol now) {
    Phase phase = now.phase();
    if (phase == Phase.RUN && now.transport().isExchanging()) {
      phase = Phase.KEY_EXCHANGE;
    }
    if (phase != armed) {
      arm(phase);
    }
  }

  private void arm(Phase phase) {
    armed = phase;
    Duration time = limitOf(phase);
    if (time.isZero()) {
      loop.cancel(limit);
    } else {
      loop.set(limit, time);
    }
  }

  private Duration limitOf(Phase phase) {
    Limits limits = destination.options().limits();
    return switch (phase) {
      case RESOLVE -> limits.resolve();
      case CONNECT -> limits.connect();
      case BANNER, KEY_EXCHANGE, HOST_KEY -> limits.handshake();
      case AUTHENTICATE -> limits.authenticate();
      case OPEN, RUN, TRANSFER, CLOSE -> limits.keepAlive();
    };
  }

  private void timeIsUp() {
    Dial dialled = dial;
    ClientProtocol now = protocol;
    if (armed == Phase.CONNECT && dialled != null) {
      dialled.giveUp("no answer within " + Durations.text(limitOf(armed)));
      if (dialled.hasNext()) {
        dialNext(dialled);
        return;
      }
    } else if (armed == Phase.RUN && now != null) {
      if (stillThere(now)) {
        return;
      }
    }
    Duration waited = limitOf(armed);
    fail(
        new Failure.TimedOut(
            armed, address, armed == Phase.RUN ? waited.multipliedBy(QUESTIONS + 1L) : waited));
  }

  /// Asks for a sign of life if the server was silent for long, and returns whether it is still
  /// counted as alive.
  private boolean stillThere(ClientProtocol now) {
    Duration interval = destination.options().limits().keepAlive();
    long silent = loop.now() - heard;
    if (silent + TimerWheel.TICK_MILLIS < interval.toMillis()) {
      loop.set(limit, interval.minusMillis(silent));
      return true;
    }
    if (now.channels().unanswered() >= QUESTIONS) {
      return false;
    }
    now.channels().askForLife();
    loop.set(limit, interval);
    return true;
  }

  private void judge(SshPublicKey hostKey, ClientExchange.Decision decision)
      throws GeneralSecurityException, ProtocolException, EndingException {
    Trust.judge(this, hostKey, decision);
  }

  /// Brings a decision about the host key that took time back to the loop, and goes on with what
  /// has come meanwhile.
  void decided(Work decision) {
    loop.execute(() ->
        step(() -> {
          decision.run();
          byte[] waiting = leftover;
          leftover = null;
          if (waiting != null && protocol != null) {
            feed(protocol, loop.input().clear().put(waiting).flip());
          }
        }));
  }

  /// Returns what the server said last if that explains more than `otherwise`: a server that
  /// refuses says why, closes, and our next write fails before that was read.
  private Failure lastWords(Failure otherwise) {
    Link from = link;
    ClientProtocol to = protocol;
    if (from == null || to == null || over || to.transport().isPaused()) {
      return otherwise;
    }
    try {
      ByteBuffer in = loop.input().clear();
      if (leftover != null) {
        in.put(leftover);
        leftover = null;
      }
      from.read(in);
      to.receive(in.flip());
    } catch (EndingException e) {
      return failure(e.ending());
    } catch (IOException | ProtocolException e) {
      return otherwise;
    }
    return otherwise;
  }

  /// Tells the server why, if it can still be told.
  private void goodbye(Ending ending) {
    ClientProtocol now = protocol;
    Outlet out = outlet;
    if (now == null || out == null || ending instanceof Ending.Disconnected) {
      return;
    }
    int reason =
        switch (ending) {
          case Ending.NoCommonAlgorithm _ -> Message.REASON_KEY_EXCHANGE_FAILED;
          case Ending.HostKeyRefused _ -> Message.REASON_HOST_KEY_NOT_VERIFIABLE;
          case Ending.NotAuthenticated _ -> Message.REASON_NO_MORE_AUTH_METHODS;
          case Ending.Broken _, Ending.Disconnected _ -> Message.REASON_PROTOCOL_ERROR;
        };
    try {
      now.transport().disconnect(reason, "ended by the client");
      out.flush();
    } catch (IOException | RuntimeException e) {
      // it is gone already; what ended it is reported, not this
    }
  }

  private Failure failure(Ending ending) {
    Phase phase = phase();
    return switch (ending) {
      case Ending.Broken(String what) -> new Failure.ProtocolBroken(phase, address, what);
      case Ending.Disconnected(int reason, String text) ->
          new Failure.Disconnected(phase, address, reason, text);
      case Ending.NoCommonAlgorithm(String kind, List<String> ours, List<String> theirs) ->
          new Failure.NoCommonAlgorithm(address, kind, ours, theirs);
      case Ending.HostKeyRefused(String why) -> new Failure.HostKeyRefused(address, why);
      case Ending.NotAuthenticated(List<String> tried, List<String> accepted) ->
          new Failure.NotAuthenticated(address, destination.user(), tried, accepted);
    };
  }

  private Phase phase() {
    return protocol == null ? armed : protocol.phase();
  }

  private void fail(Failure why) {
    finish(Optional.of(why));
  }

  /// Ends: closes the socket, then tells every session, then the listener.
  private void finish(Optional<Failure> why) {
    if (over) {
      return;
    }
    over = true;
    Failure told = why.orElseGet(() -> new Failure.Cancelled(phase(), address));
    end = told;
    leftover = null;
    loop.cancel(limit);
    if (dial != null) {
      dial.close();
    }
    if (socket != null) {
      closeQuietly(socket);
    }
    for (Session session : List.copyOf(sessions)) {
      client.guarded(() -> session.lost(told));
    }
    client.guarded(() -> listener.ended(this, why));
  }

  private static String endOfStream(ClientProtocol protocol) {
    String line = protocol.transport().lineBefore();
    return line.isEmpty() ? "end of stream" : "it said \"" + line + "\"";
  }

  private static String cause(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing depends on how a socket is closed, and nobody could act on it
    }
  }
}
