package dev.muster.ssh;

import dev.muster.ssh.auth.Errands;
import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingListener;
import dev.muster.ssh.forward.Forwards;
import dev.muster.ssh.forward.SshStream;
import dev.muster.ssh.forward.StreamAcceptor;
import dev.muster.ssh.forward.StreamListener;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Guesses;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.trust.HostKeyFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The driver of one connection: moves bytes between its socket and its [ClientProtocol], keeps its
/// time, and reports its end once.
///
/// Everything is confined to the loop, but for the methods of [SshConnection], which bring their
/// work there.
final class Connection implements SshConnection, EventLoop.Handler, ClientProtocol.Milestones {

  /// Work that is done in one step on the loop, after which everything that was said leaves in one
  /// write.
  interface Work {
    void run() throws ProtocolException, EndingException, IOException, GeneralSecurityException;
  }

  /// Makes the way of a connection to its wire.
  interface Way {
    Approach of(Connection connection, PhaseClock clock);
  }

  private static final int TURNS = 4;
  private static final byte[] NOTHING = {};

  private final SshClient client;
  private final EventLoop loop;
  private final Destination destination;
  private final ConnectionListener listener;
  private final List<Occupant> occupants = new ArrayList<>(1);
  private final PhaseClock clock;
  private final Approach approach;
  private final Forwards forwards;

  private @Nullable Wire wire;
  private @Nullable ClientProtocol protocol;
  private @Nullable Thread errand;
  private volatile @Nullable HostKeyFailure distrust;
  private byte @Nullable [] leftover;
  private @Nullable Failure end;
  private boolean inStep;

  /// Whether something came that was not answered yet.
  private boolean heard;

  private boolean closing;
  private boolean over;

  /// Makes one.
  ///
  /// @param way how it comes to its wire
  Connection(
      SshClient client,
      EventLoop loop,
      Destination destination,
      ConnectionListener listener,
      Way way) {
    this.client = client;
    this.loop = loop;
    this.destination = destination;
    this.listener = listener;
    this.clock = new PhaseClock(loop, destination, () -> step(this::timeIsUp), client.times());
    this.approach = way.of(this, clock);
    this.forwards = new Forwards(new Carriage(this, client));
  }

  // --- for any thread

  @Override
  public Destination destination() {
    return destination;
  }

  @Override
  public Optional<HostKeyFailure> distrust() {
    return Optional.ofNullable(distrust);
  }

  @Override
  public SshSession exec(Exec request, SessionListener sessionListener) {
    Session session = new Session(this, sessionListener, request);
    occupy(
        session,
        channels -> {
          if (request.pty().isPresent() && wire != null) {
            wire.serve(destination.options().tcp().service().interactive());
          }
          session.begin(channels, phase() == Phase.RUN);
        },
        session::lost);
    return session;
  }

  @Override
  public Forwarding forwardLocal(Endpoint listen, Endpoint target, ForwardingListener hears) {
    return forwards.local(listen, target, hears);
  }

  @Override
  public Forwarding forwardDynamic(Endpoint listen, ForwardingListener hears) {
    return forwards.dynamic(listen, hears);
  }

  @Override
  public Forwarding forwardRemote(Endpoint listen, Endpoint target, ForwardingListener hears) {
    return forwards.remote(listen, target, hears);
  }

  @Override
  public Forwarding forwardRemote(
      Endpoint listen, StreamAcceptor acceptor, ForwardingListener hears) {
    return forwards.remote(listen, acceptor, hears);
  }

  @Override
  public SshStream connect(Endpoint target, StreamListener hears) {
    return forwards.stream(target, hears);
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

  /// Lets `occupant` live here, and hear if this connection is lost.
  ///
  /// @param begin what it begins with, on the loop
  /// @param refused hears why it cannot live here
  void occupy(Occupant occupant, Consumer<Channels> begin, Consumer<Failure> refused) {
    onLoop(
        () -> {
          ClientProtocol now = protocol;
          if (now == null || !now.isSecured() || closing) {
            refused.accept(
                new Failure.NotStarted(address(), "a channel", "the connection is not ready"));
          } else {
            occupants.add(occupant);
            begin.accept(now.channels());
          }
        },
        () -> refused.accept(end == null ? new Failure.Cancelled(Phase.OPEN, address()) : end));
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
    return approach.address();
  }

  Forwards forwards() {
    return forwards;
  }

  /// Returns what is spoken, on a connection that was secured.
  ClientProtocol protocol() {
    ClientProtocol now = protocol;
    if (now == null) {
      throw new IllegalStateException("the connection is not made yet");
    }
    return now;
  }

  void forget(Occupant occupant) {
    occupants.remove(occupant);
  }

  /// Begins to make the connection.
  void begin() {
    step(approach::begin);
  }

  @Override
  public void ready(SelectionKey ready) {
    served();
  }

  /// Does what can be done: writes what waits, reads what is there.
  void served() {
    step(() -> {
      Wire now = wire;
      if (now == null || protocol == null) {
        return;
      }
      if (now.isWritable()) {
        now.out().drain();
        if (!now.out().isBlocked()) {
          protocol.channels().pump(); // input that waited for room goes on
        }
      }
      if (now.isReadable()) {
        read(now, protocol);
      }
    });
  }

  /// Takes note that the host is connected to though its key is not to be trusted.
  void distrusts(HostKeyFailure why) {
    distrust = why;
  }

  @Override
  public void secured() {
    listener.secured(this);
  }

  @Override
  public void authenticated() {
    clock.enter(Phase.RUN); // the listener may close at once, and the login is to be measured
    List.copyOf(occupants).forEach(Occupant::isDue); // one may end at once, and leave
    listener.ready(this);
  }

  @Override
  public void send(Errands.Errand what) {
    errand = Aside.send(this, what);
  }

  @Override
  public String localAddress() {
    return Optional.ofNullable(wire)
        .flatMap(Wire::self)
        .map(InetAddress::getHostAddress)
        .orElse("");
  }

  @Override
  public void abandon() {
    fail(new Failure.Cancelled(phase(), address()));
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
      if (e.ending() instanceof Ending.StartOver) {
        startOver();
      } else {
        Endings.goodbye(protocol, wire, e.ending());
        fail(failure(e.ending()));
      }
    } catch (ProtocolException e) {
      Ending ending = new Ending.Broken(String.valueOf(e.getMessage()));
      Endings.goodbye(protocol, wire, ending);
      fail(failure(ending));
    } catch (IOException e) {
      fail(lastWords(Endings.failure(e, phase(), address())));
    } catch (GeneralSecurityException | RuntimeException | Error e) {
      fail(new Failure.Internal(phase(), address(), e.toString()));
    } finally {
      if (!nested) {
        inStep = false;
        loop.scratch().clearOut();
      }
    }
  }

  /// Makes the connection again. Nothing was said on the one that is given up but proposals.
  private void startOver() {
    Wire given = wire;
    if (given != null) {
      wire = null;
      protocol = null;
      leftover = null;
      given.close();
      step(() -> approach.again(given));
    }
  }

  /// Begins to speak over the wire that was made, which belongs here now.
  void wired(Wire made) throws GeneralSecurityException {
    wired(made, NOTHING);
  }

  /// Begins to speak over the wire that was made, which belongs here now.
  ///
  /// @param heard what the server said already
  void wired(Wire made, byte[] heard) throws GeneralSecurityException {
    leftover = heard.length == 0 ? null : heard;
    wire = made;
    clock.heard();
    protocol =
        new ClientProtocol(
            destination,
            Trust.algorithms(destination),
            approach.canGoAgain() ? client.guesses() : new Guesses(), // see its class comment
            (hostKey, decision) -> Trust.judge(this, hostKey, decision),
            new OffLoop(this),
            made.out()::room,
            this,
            loop.scratch());
    protocol.transport().watch(client.watch(this));
    clock.enter(Phase.BANNER);
    protocol.start();
    if (leftover != null) {
      decided(() -> {}); // in a turn of its own: the loop's buffers are in use
    }
  }

  private void read(Wire from, ClientProtocol to)
      throws IOException, ProtocolException, EndingException {
    boolean filled = true;
    for (int i = 0; filled && i < TURNS && !closing && !over && !to.transport().isPaused(); i++) {
      ByteBuffer in = inputAfterLeftover();
      int count = from.read(in);
      filled = !in.hasRemaining();
      feed(to, in.flip());
      if (count < 0) {
        throw new IOException(Endings.ofStream(to));
      }
      if (count > 0) {
        heard = true;
        clock.heard();
      }
    }
  }

  /// Returns the loop's input buffer with what was left of the last read in front.
  private ByteBuffer inputAfterLeftover() {
    ByteBuffer in = loop.input().clear();
    byte[] before = leftover;
    leftover = null;
    return before == null ? in : in.put(before);
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
    Wire line = wire;
    if (now == null || line == null) {
      if (closing) {
        finish(Endings.ofClosing(phase(), address()));
      }
      return;
    }
    Outlet out = line.out();
    boolean sent = out.flush();
    if (heard && !sent && !now.channels().hasRun()) {
      line.acknowledge(); // or a server that sends small packets one by one waits 40 ms (RFC 896)
    }
    heard = false;
    for (int i = 0; sent && i < TURNS && !out.isBlocked() && !closing; i++) {
      now.channels().pump();
      sent = out.flush();
    }
    if (closing) {
      finish(Endings.ofClosing(phase(), address()));
      return;
    }
    if (sent && !out.isBlocked()) {
      onLoopLater();
    }
    line.await(now.transport().isPaused());
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

  private void keepTime(ClientProtocol now) {
    Phase phase = now.phase();
    if (phase == Phase.RUN && now.transport().isExchanging()) {
      phase = Phase.KEY_EXCHANGE;
    }
    if (phase != clock.phase()) {
      clock.enter(phase);
    }
  }

  private void timeIsUp() {
    ClientProtocol now = protocol;
    Phase late = clock.phase();
    Duration waited = clock.limit();
    if (late == Phase.CONNECT) {
      fail(approach.late(waited));
      return;
    }
    if (late == Phase.RUN) {
      if (now != null && clock.stillHears(now.channels())) {
        return;
      }
      waited = Durations.times(waited, destination.options().limits().questions() + 1);
    }
    fail(new Failure.TimedOut(late, address(), waited));
  }

  /// Brings a decision about the host key that took time back to the loop, and goes on with what
  /// has come meanwhile.
  void decided(Work decision) {
    loop.execute(() ->
        step(() -> {
          decision.run();
          if (protocol != null) {
            feed(protocol, inputAfterLeftover().flip());
          }
        }));
  }

  /// Returns what the server said last if that explains more than `otherwise`: a server that
  /// refuses says why, closes, and our next write fails before that was read.
  private Failure lastWords(Failure otherwise) {
    Wire from = wire;
    ClientProtocol to = protocol;
    if (from == null || to == null || over || to.transport().isPaused()) {
      return otherwise;
    }
    try {
      ByteBuffer in = inputAfterLeftover();
      from.read(in);
      to.receive(in.flip());
    } catch (EndingException e) {
      return failure(e.ending());
    } catch (IOException | ProtocolException | RuntimeException e) {
      return otherwise;
    }
    return otherwise;
  }

  private Failure failure(Ending ending) {
    return Endings.failure(ending, phase(), address(), destination.user());
  }

  Phase phase() {
    return protocol == null ? clock.phase() : protocol.phase();
  }

  void fail(Failure why) {
    finish(Optional.of(why));
  }

  /// Ends: closes the socket, then tells every session, then the listener.
  private void finish(Optional<Failure> why) {
    if (over) {
      return;
    }
    over = true;
    Failure told = why.orElseGet(() -> new Failure.Cancelled(phase(), address()));
    end = told;
    leftover = null;
    clock.stop();
    client.guarded(() -> release(why));
    for (Occupant occupant : List.copyOf(occupants)) {
      client.guarded(() -> occupant.lost(told));
    }
    client.guarded(() -> listener.ended(this, why));
  }

  private void release(Optional<Failure> why) {
    approach.close();
    if (wire != null) {
      wire.close();
    }
    if (protocol != null) {
      protocol.ended(why);
    }
    if (errand != null) {
      errand.interrupt();
    }
  }
}
