package dev.muster.session.agent;

import dev.muster.call.PushedClass;
import dev.muster.model.Durations;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import dev.muster.session.runtime.RuntimeOffer;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Mux;
import dev.muster.wire.MuxEnd;
import dev.muster.wire.MuxHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.Settings;
import dev.muster.wire.start.Launch;
import dev.muster.wire.value.ValueException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The controller's end of one agent, from its start to its end. Safe for use by many threads.
///
/// ```
/// NEW ──start──▶ STARTING ──ready──▶ READY ──┐
///                   └───────── failed ───────┴──▶ OVER
/// ```
///
/// A host is trusted with nothing: what breaks the protocol ends this link, with a name, and
/// nothing else.
public final class AgentLink implements MuxHandler, Carrier.Listener {

  /// Hears what concerns the agent as a whole; called by reading threads, and does not block.
  public interface Owner {

    /// Something was printed that belongs to no call. Credit is given back by running `credit`.
    void printed(StdStream stream, byte[] bytes, Runnable credit);

    /// Something was logged.
    void logged(LogLine line);

    /// The agent is over.
    void over(AgentLink link, Failure why);
  }

  private enum State {
    NEW,
    STARTING,
    READY,
    OVER
  }

  private static final int FIRST_JAVA = 17;
  private static final Duration LAST_WORD = Duration.ofSeconds(2);

  private final String address;
  private final Carrier carrier;
  private final Owner owner;
  private final Mux mux;
  private final Visitors visitors;
  private final ChannelTable refs = new ChannelTable();
  private final CodeCache cache;

  /// What the agent can do besides; read when it is first asked for.
  private volatile @Nullable Payload offers;

  /// Completed when it is over, with why; not with anything locked.
  private final CompletableFuture<Failure> end = new CompletableFuture<>();

  // Guarded by this.
  private State state = State.NEW;
  private List<AgentWaiter> waiting = new ArrayList<>(1);
  private @Nullable Failure why;
  private @Nullable Pushes pushes;
  private String version = "";
  private String java = "";
  private String bye = "";
  private boolean closing;
  private boolean introduced;

  /// @param address of the target, for messages
  public AgentLink(String address, Carrier carrier, Owner owner) {
    this.address = address;
    this.carrier = carrier;
    this.owner = owner;
    this.mux = new Mux(Settings.of(Settings.Side.CONTROLLER), new byte[0], this);
    this.visitors = new Visitors(this, owner);
    this.cache = new CodeCache(mux);
  }

  /// Begins to start the agent.
  public void start(Launch.Settings settings) {
    start(settings, Optional.empty());
  }

  /// Begins to start the agent.
  ///
  /// @param runtime what the host may ask for if it has no Java that will do
  public void start(Launch.Settings settings, Optional<RuntimeOffer> runtime) {
    synchronized (this) {
      if (state != State.NEW) {
        return;
      }
      state = State.STARTING;
    }
    Supplies supplies = new Supplies(AgentJar.bytes(), runtime);
    carrier.begin(mux, AgentJar.launch(settings), supplies, this);
  }

  /// Returns the target's address.
  public String address() {
    return address;
  }

  /// Returns whether it is over.
  public synchronized boolean isOver() {
    return state == State.OVER;
  }

  /// Returns whether nothing can be said on it any more, though it may not be known yet why.
  public boolean isEnding() {
    return isOver() || mux.isOver();
  }

  /// Returns the Java there, such as `25.0.1`; empty before it is ready.
  public synchronized String java() {
    return java;
  }

  /// Returns why it is over, in words, waiting a moment for whoever knows.
  String reason() throws InterruptedException {
    try {
      return end.get(2 * LAST_WORD.toSeconds(), TimeUnit.SECONDS).message();
    } catch (ExecutionException | TimeoutException e) {
      return "contact was lost";
    }
  }

  /// Returns how channels travel as values over this link.
  ChannelTable refs() {
    return refs;
  }

  Mux mux() {
    return mux;
  }

  /// Returns the classes that the agent has; null before it is ready.
  synchronized @Nullable Pushes pushes() {
    return pushes;
  }

  /// Returns whether there are agents on the way to this one.
  boolean isBehindOthers() {
    return carrier.isBehindOthers();
  }

  /// Leaves class files with the agents on the way to this one.
  ///
  /// @param wanted whether they are still to be sent
  void leave(List<PushedClass> files, BooleanSupplier wanted) throws InterruptedException {
    carrier.leave(files, wanted);
  }

  /// Brings class files to this agent and those on the way to it, for the agents behind it.
  ///
  /// @param wanted whether somebody still needs them
  void bring(List<PushedClass> files, BooleanSupplier wanted) throws InterruptedException {
    Payload said = offers;
    if (said != null && CodeCache.isOffered(said) && !isEnding()) {
      carrier.leave(files, wanted);
      cache.bring(files, wanted);
    }
  }

  /// Returns what this agent keeps for those behind it.
  CodeCache cache() {
    return cache;
  }

  Visitors visitors() {
    return visitors;
  }

  /// Tells `waiter` when the agent is ready, or why it will not be. Those who wait are told in the
  /// order in which they came.
  public void whenReady(AgentWaiter waiter) {
    Failure over = null;
    synchronized (this) {
      if (state == State.NEW || state == State.STARTING) {
        waiting.add(waiter);
        return;
      }
      if (state == State.OVER) {
        over = why == null ? cancelled() : why;
      }
    }
    if (over == null) {
      waiter.ready();
    } else {
      waiter.failed(over);
    }
  }

  /// Returns what takes the output of a call whose caller does not: it is logged with the host's
  /// name.
  public OutputSink log() {
    return owner::printed;
  }

  /// Begins a call; its answer comes when it comes.
  ///
  /// @param sink takes what the call prints
  public PendingCall call(Prepared call, OutputSink sink) {
    return begun(new PendingCall(this, Purpose.CALL, call, sink));
  }

  /// Begins a call whose result stays there; the answer is its number, a [Long].
  public PendingCall keep(Prepared call) {
    return begun(new PendingCall(this, Purpose.KEEP, call, log()));
  }

  private static PendingCall begun(PendingCall pending) {
    pending.begin();
    return pending;
  }

  /// Lets the agent forget an object that it keeps; nothing if it is over.
  public void forget(long number) {
    Forgetting.begin(this, number);
  }

  /// Asks how the agent is; the answer's value is an [dev.muster.model.AgentStatus].
  ///
  /// @param limit how long to wait for it
  public Answer status(Duration limit) throws InterruptedException {
    return StatusTalk.ask(this, limit);
  }

  /// Returns why its Java cannot run the classes of `call`; empty if it can.
  Optional<Failure> refusalOf(Prepared call) {
    int feature = feature(java());
    return call.closure()
        .refusalOf(feature)
        .map(words -> new Failure.Refused(Phase.OPEN, address, words));
  }

  private static int feature(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? FIRST_JAVA : Integer.parseInt(version.substring(0, end));
  }

  /// Ends it because it broke a rule.
  void broken(String what) {
    String words = HostText.line(what);
    over(new Failure.Network(Phase.RUN, address, "the agent broke the protocol: " + words));
    mux.bye(new byte[0]);
    carrier.kill();
  }

  /// Ends the agent: its calls are interrupted, and within `grace` and as much again it is gone,
  /// whatever they do.
  ///
  /// @throws InterruptedException if the caller is interrupted; the agent is killed then
  public void close(Duration grace) throws InterruptedException {
    boolean begun;
    synchronized (this) {
      begun = state != State.NEW;
      closing = true;
    }
    over(cancelled());
    mux.bye(farewell(grace));
    if (begun) {
      carrier.end(grace);
    }
  }

  /// Ends it if its start has not begun, so that it will not: it is about to be closed with others,
  /// and the end of one lets the next begin.
  public void forgo() {
    boolean unbegun;
    synchronized (this) {
      unbegun = state == State.NEW;
    }
    if (unbegun) {
      over(cancelled());
    }
  }

  /// What the agent may take for its calls, so that it is gone in time by itself.
  private static byte[] farewell(Duration grace) {
    try {
      return Visitors.CODEC.encode(grace.toMillis() * 3 / 4);
    } catch (ValueException e) {
      return new byte[0]; // a number can always be written
    }
  }

  /// Ends it at once, by force.
  public void kill() {
    synchronized (this) {
      closing = true;
    }
    over(cancelled());
    mux.bye(new byte[0]); // nobody waits for what may not die
    carrier.kill();
  }

  /// Gives a start up that takes too long.
  ///
  /// @param progress how far it has come, in words; empty if there is nothing to say
  public void startTookTooLong(Duration limit, String progress) {
    boolean starting;
    boolean mute;
    synchronized (this) {
      starting = state == State.STARTING && pushes == null;
      mute = (state == State.STARTING || state == State.READY) && pushes != null && !introduced;
    }
    if (starting || mute) {
      String what =
          mute ? "the agent said that it is ready, and nothing more within " : "not ready within ";
      over(
          new Failure.Refused(
              Phase.OPEN,
              address,
              "start of the agent: "
                  + what
                  + Durations.text(limit)
                  + (progress.isEmpty() ? "" : ", " + progress)
                  + "; something there waits or is slow"));
      mux.bye(new byte[0]);
      carrier.kill();
    }
  }

  private Failure cancelled() {
    return new Failure.Cancelled(Phase.RUN, address);
  }

  private void over(Failure cause) {
    List<AgentWaiter> waiters;
    synchronized (this) {
      if (state == State.OVER) {
        return;
      }
      state = State.OVER;
      why = cause;
      waiters = waiting;
      waiting = List.of();
    }
    for (AgentWaiter waiter : waiters) {
      waiter.failed(cause);
    }
    end.complete(cause);
    owner.over(this, cause);
  }

  /// Returns what is completed when it is over, with why.
  CompletableFuture<Failure> end() {
    return end;
  }

  // --- the carrier's side

  @Override
  public void ready(String itsVersion, String itsJava) {
    synchronized (this) {
      if (state != State.STARTING) {
        return;
      }
      version = itsVersion;
      java = itsJava;
      pushes = new Pushes(this, feature(itsJava));
    }
    for (List<AgentWaiter> told = waiters(); !told.isEmpty(); told = waiters()) {
      for (AgentWaiter waiter : told) {
        waiter.ready();
      }
    }
  }

  /// Returns those who wait; who comes while they are told waits behind them. It is ready for all
  /// when there are none.
  private synchronized List<AgentWaiter> waiters() {
    if (state != State.STARTING) {
      return List.of();
    }
    if (waiting.isEmpty()) {
      state = State.READY;
    }
    List<AgentWaiter> all = waiting;
    waiting = new ArrayList<>(0);
    return all;
  }

  @Override
  public void failed(Failure cause) {
    over(cause);
    mux.failed(new IOException(cause.message()));
  }

  @Override
  public void ended(String how) {
    String words;
    boolean asked;
    synchronized (this) {
      asked = closing;
      words = bye.isEmpty() ? "" : bye + "; ";
    }
    if (!asked) {
      over(
          new Failure.Network(
              Phase.RUN, address, words + "the agent ended" + (how.isEmpty() ? "" : ": " + how)));
    }
    mux.inputEnded();
  }

  @Override
  public void printed(StdStream stream, byte[] bytes, Runnable credit) {
    visitors.printed(stream, bytes, credit);
  }

  // --- the connection's side

  @Override
  public void hello(int spoken, Payload itsOffers) {
    offers = itsOffers;
    synchronized (this) {
      introduced = true;
    }
  }

  @Override
  public ChannelHandler opened(Channel channel, int purpose, Payload header) {
    return visitors.opened(channel, purpose, header);
  }

  @Override
  public void ended(MuxEnd end) {
    switch (end) {
      case MuxEnd.Broken(String what) -> {
        over(new Failure.Network(Phase.RUN, address, "the agent broke the protocol: " + what));
        carrier.kill();
      }
      case MuxEnd.Bye(boolean ours, Payload reason) -> {
        if (!ours) {
          said(reason);
          awaitEnd();
        }
      }
      case MuxEnd.Lost _ -> awaitEnd();
    }
  }

  /// How it ended is said by the carrier, a moment later; a host that keeps its process after the
  /// end of the conversation is not waited for any longer.
  private void awaitEnd() {
    CompletableFuture.delayedExecutor(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          if (!isOver()) {
            ended("");
            carrier.kill();
          }
        });
  }

  private void said(Payload reason) {
    String words = "";
    try {
      if (reason.size() > 0 && Visitors.CODEC.decode(reason.toBytes()) instanceof String text) {
        words = HostText.line(text);
      }
    } catch (ValueException e) {
      words = "it said why in a way that cannot be read";
    }
    synchronized (this) {
      bye = words;
    }
  }

  @Override
  public String toString() {
    return "agent " + address + (version.isEmpty() ? "" : " (version " + version + ")");
  }
}
