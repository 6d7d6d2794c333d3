package dev.muster.session.agent;

import dev.muster.call.Closure;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.model.Thrown;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Inbox;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.Received;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueLimits;
import dev.muster.wire.value.ValueWriter;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Our end of a channel of items to code at the far end. Safe for use by many threads; each item is
/// received once.
///
/// It is opened as soon as its agent is ready; who sends or receives before waits for that.
public final class ChannelLink {

  /// What was received.
  public sealed interface Incoming {

    /// An item.
    record Item(@Nullable Object value) implements Incoming {}

    /// There are no more; asked again, it says so again.
    ///
    /// @param thrown what the code there threw, if that was it
    /// @param why in words, if it did not end in order
    record Ended(Optional<Thrown> thrown, String why) implements Incoming {}

    /// Nothing came in time; the channel is as it was.
    record Nothing() implements Incoming {}
  }

  /// What became of an item that was to be sent.
  public enum Sent {
    /// It is on its way.
    TAKEN,
    /// There was no room in time.
    FULL,
    /// The channel has ended.
    ENDED
  }

  /// An open channel, or why there is none.
  private sealed interface Opened {
    record Yes(Channel channel, int space) implements Opened {}

    record No(Failure why) implements Opened {}
  }

  private static final Incoming IN_ORDER = new Incoming.Ended(Optional.empty(), "");
  private static final Duration PUSH_LIMIT = Duration.ofMinutes(5);
  private static final Opened UNKNOWN = new Opened.No(new Failure.Cancelled(Phase.OPEN, ""));

  private final AgentLink link;
  private final int purpose;
  private final @Nullable Prepared function;
  private final Inbox inbox = new Inbox(this::tellNews);
  private final CompletableFuture<Opened> opened = new CompletableFuture<>();
  private final CompletableFuture<ChannelEnd> over = new CompletableFuture<>();
  private volatile Runnable onNews = () -> {};

  /// What knows the records and enums of the items; that of a channel that was passed is known once
  /// it is.
  private volatile @Nullable Prepared types;

  private volatile WeakReference<@Nullable Object> holder = new WeakReference<>(null);

  private ChannelLink(AgentLink link, int purpose, @Nullable Prepared function) {
    this.link = link;
    this.purpose = purpose;
    this.function = function;
    this.types = function;
  }

  /// Begins to open a channel whose other end `function` is given.
  ///
  /// @param sink takes what the function prints
  public static ChannelLink toFunction(AgentLink link, Prepared function, OutputSink sink) {
    return begun(new ChannelLink(link, Purpose.CHANNEL, function), sink);
  }

  /// Begins to make the call whose results come one by one.
  ///
  /// @param sink takes what it prints
  public static ChannelLink toStream(AgentLink link, Prepared function, OutputSink sink) {
    return begun(new ChannelLink(link, Purpose.STREAM, function), sink);
  }

  /// Begins to open a channel that is sent to the far end as a value.
  public static ChannelLink toBePassed(AgentLink link) {
    return begun(new ChannelLink(link, Purpose.PASSED, null), OutputSink.none());
  }

  private static ChannelLink begun(ChannelLink made, OutputSink sink) {
    made.link.whenReady(made.new Beginning(sink));
    return made;
  }

  /// Who waits for the agent, and for the classes there.
  private final class Beginning implements AgentWaiter, Pushes.Waiter {

    private final OutputSink sink;

    /// @param sink takes what the function prints
    Beginning(OutputSink sink) {
      this.sink = sink;
    }

    @Override
    public void ready() {
      push(this);
    }

    @Override
    public void failed(Failure why) {
      notOpened(why);
    }

    @Override
    public void placed(int space) {
      open(space, sink);
    }

    @Override
    public void notPlaced(String trouble) {
      refused(trouble);
    }
  }

  /// Lets two objects stand for this in values, for as long as somebody has them.
  ///
  /// @param there what comes back as this channel
  /// @param here the other one
  public void standIns(Object there, Object here) {
    holder = new WeakReference<>(there);
    ChannelTable.hold(there, this);
    ChannelTable.hold(here, this);
  }

  @Nullable Object holder() {
    return holder.get();
  }

  /// Lets `task`, which does not block, be called after each item and each end that comes from now
  /// on, and once now.
  public void onNews(Runnable task) {
    onNews = task;
    task.run();
  }

  private void tellNews() {
    onNews.run();
  }

  /// Takes note of which call its items are of, if nothing is known of them.
  void of(@Nullable Prepared call) {
    if (types == null) {
      types = call;
    }
  }

  /// Returns whether it may be a value in what is sent to `other`.
  boolean isOf(AgentLink other) {
    return link == other;
  }

  /// Returns the address of its target.
  String address() {
    return link.address();
  }

  /// Returns the id under which it travels over the link with these channels.
  ///
  /// @throws ValueException if it is of another link, or not open
  int idFor(ChannelTable refs) throws ValueException {
    if (link.refs() != refs) {
      throw new ValueException("a channel of " + address() + " can be sent to no other target");
    }
    Opened how = opened.getNow(UNKNOWN);
    if (how instanceof Opened.Yes(Channel channel, _) && channel.isOpen()) {
      return channel.id();
    }
    throw new ValueException("a channel that is closed cannot be sent");
  }

  private void notOpened(Failure why) {
    if (opened.complete(new Opened.No(why))) {
      over.complete(new ChannelEnd.Here());
      tellNews();
    }
  }

  private void push(Pushes.Waiter waiter) {
    Prepared wanted = function;
    if (wanted == null) {
      waiter.placed(0);
      return;
    }
    Optional<Failure> refusal = link.refusalOf(wanted);
    Pushes pushes = link.pushes();
    if (refusal.isPresent() || pushes == null) {
      refused(refusal.map(Failure::message).orElse("the agent is not ready"));
    } else {
      pushes.push(wanted.closure(), waiter);
    }
  }

  private void refused(String why) {
    if (link.mux().isOver()) {
      var _ = link.end().thenAccept(this::notOpened);
    } else {
      notOpened(new Failure.Refused(Phase.OPEN, link.address(), why));
    }
  }

  private void open(int space, OutputSink sink) {
    if (opened.isDone()) {
      return; // closed before
    }
    try {
      ByteBuffer header =
          function == null ? ByteBuffer.allocate(0) : function.header(space, link.refs());
      Channel channel = link.visitors().call(purpose, header, new Ear(), sink);
      link.refs().opened(channel.id(), this);
      if (!opened.complete(new Opened.Yes(channel, space))) {
        channel.abandon(new byte[0]);
        forget(channel);
      } else if (over.isDone()) {
        forget(channel);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      refused(String.valueOf(e.getMessage()));
    }
  }

  private void forget(Channel channel) {
    link.refs().over(channel.id());
    link.visitors().forget(channel.id());
  }

  private static <T> @Nullable T await(CompletableFuture<T> what, Duration limit)
      throws InterruptedException {
    try {
      return what.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sends an item, waiting for room until `limit` has passed.
  ///
  /// @throws IllegalArgumentException if it cannot travel
  public Sent send(@Nullable Object item, Duration limit) throws InterruptedException {
    return send(
        limit,
        (channel, codec, left) -> {
          if (item instanceof byte[] array && ValueCodec.isLong(array)) {
            return channel.lend(codec.head(array), array, left);
          }
          ValueWriter writer = codec.writer().write(item);
          if (!writer.named().isEmpty()) {
            bring(writer);
          }
          return channel.send(writer.take(), left);
        });
  }

  /// As [#send(Object, Duration)], of a [#lastingCopy], which is not copied. Any number of channels
  /// may send it.
  public Sent sendLasting(byte[] copy, Duration limit) throws InterruptedException {
    return send(limit, (channel, codec, left) -> channel.send(codec.head(copy), copy, left));
  }

  /// Returns a copy of an item that is to go to many, which nobody may change; null if it is no
  /// array of bytes that travels and is worth it.
  public static byte @Nullable [] lastingCopy(@Nullable Object item) {
    return item instanceof byte[] array
            && ValueCodec.isLong(array)
            && array.length <= ValueLimits.standard().size()
        ? array.clone()
        : null;
  }

  private interface Sender {
    Offer send(Channel channel, ValueCodec codec, Duration left)
        throws ValueException, InterruptedException;
  }

  private Sent send(Duration limit, Sender sender) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Opened how = await(opened, limit);
    if (!(how instanceof Opened.Yes(Channel channel, _))) {
      return how == null ? Sent.FULL : Sent.ENDED;
    }
    ValueCodec codec = ValueCodec.of(Types.of()).with(link.refs().of(types));
    try {
      return switch (sender.send(channel, codec, until(deadline))) {
        case TAKEN -> Sent.TAKEN;
        case FULL -> Sent.FULL;
        case ENDED -> Sent.ENDED;
      };
    } catch (ValueException e) {
      throw new IllegalArgumentException("item: " + e.getMessage(), e);
    }
  }

  private static Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  /// Pushes the classes of records and enums in an item that the function's own do not include.
  private void bring(ValueWriter writer) throws InterruptedException {
    Pushes pushes = link.pushes();
    Prepared call = types;
    if (call == null || pushes == null) {
      return;
    }
    Closure wider = call.closure().and(writer.named());
    if (wider.equals(call.closure())) {
      return;
    }
    try {
      String trouble = pushes.push(wider).get(PUSH_LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (!trouble.isEmpty()) {
        throw new IllegalArgumentException("item: " + trouble);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalArgumentException("item: its classes could not be sent", e);
    }
  }

  /// Receives the next item, waiting for it until `limit` has passed.
  public Incoming receive(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Opened how = await(opened, limit);
    if (how == null) {
      return new Incoming.Nothing();
    }
    if (how instanceof Opened.No(Failure why)) {
      return notOpen(why);
    }
    return switch (inbox.receive(until(deadline))) {
      case Received.Item(Payload bytes) -> item(bytes);
      case Received.Eof() -> IN_ORDER;
      case Received.Ended(ChannelEnd end) -> ended(end);
      case Received.Nothing() -> new Incoming.Nothing();
    };
  }

  /// Waits until the other end has closed it, whatever items still wait here, or `limit` has
  /// passed.
  public Incoming awaitEnd(Duration limit) throws InterruptedException {
    ChannelEnd end = await(over, limit);
    if (end == null) {
      return new Incoming.Nothing();
    }
    return opened.getNow(UNKNOWN) instanceof Opened.No(Failure why) ? notOpen(why) : ended(end);
  }

  private static Incoming notOpen(Failure why) {
    boolean here = why instanceof Failure.Cancelled;
    return new Incoming.Ended(Optional.empty(), here ? "it was closed here" : why.message());
  }

  private Incoming item(Payload bytes) {
    Prepared call = types;
    Types known = call == null ? Types.of() : call.types();
    try {
      return new Incoming.Item(bytes.decodedBy(ValueCodec.of(known).with(link.refs())));
    } catch (ValueException e) {
      String what = "an item that cannot be read: " + e.getMessage();
      link.broken(what);
      return new Incoming.Ended(Optional.empty(), "the agent broke the protocol: " + what);
    }
  }

  private Incoming ended(ChannelEnd end) throws InterruptedException {
    return switch (end) {
      case ChannelEnd.Closed(Payload failure) when failure.size() == 0 -> IN_ORDER;
      case ChannelEnd.Closed(Payload failure) -> failed(failure);
      case ChannelEnd.Here() -> new Incoming.Ended(Optional.empty(), "it was closed here");
      case ChannelEnd.Lost _ -> new Incoming.Ended(Optional.empty(), link.reason());
      case ChannelEnd.TooLarge(int size, int largest) ->
          new Incoming.Ended(
              Optional.empty(), "what was sent has " + size + " bytes; " + largest + " are taken");
    };
  }

  private Incoming failed(Payload failure) {
    try {
      RemoteFailure read = RemoteFailures.read(failure);
      return read.kind() == RemoteFailure.Kind.THREW
          ? new Incoming.Ended(Optional.of(RemoteFailures.thrown(read)), "")
          : new Incoming.Ended(Optional.empty(), RemoteFailures.line(read));
    } catch (ValueException e) {
      return new Incoming.Ended(Optional.empty(), "for a reason that cannot be read");
    }
  }

  /// Says that no more items are sent from here.
  public void finish() {
    var _ =
        opened.thenAccept(how -> {
          if (how instanceof Opened.Yes(Channel channel, _)) {
            channel.finish();
          }
        });
  }

  /// Closes it; the function at the other end is interrupted.
  public void close() {
    close(new byte[0]);
  }

  /// Closes it because something failed here, which code at the other end is told.
  public void close(String error) {
    byte[] failure;
    try {
      failure = RemoteFailure.of(RemoteFailure.Kind.THREW, error).encode(Visitors.CODEC);
    } catch (ValueException e) {
      throw new IllegalArgumentException("a text that is too long", e);
    }
    close(failure);
  }

  private void close(byte[] failure) {
    notOpened(new Failure.Cancelled(Phase.OPEN, address())); // if it is not open yet
    if (opened.join() instanceof Opened.Yes(Channel channel, _) && channel.close(failure)) {
      link.refs().over(channel.id());
      link.visitors().mute(channel.id());
      over.complete(new ChannelEnd.Here());
      inbox.closedHere();
    }
  }

  /// Returns whether it is closed: nothing can be sent any more.
  public boolean isClosed() {
    return opened.isDone()
        && !(opened.join() instanceof Opened.Yes(Channel channel, _) && channel.isOpen());
  }

  /// Hears what comes. The end is noted before it is told, so that who is told finds it.
  private final class Ear implements ChannelHandler {
    @Override
    public void begins(Channel channel) {
      inbox.begins(channel);
    }

    @Override
    public void item(Channel from, Payload item) {
      inbox.item(from, item);
    }

    @Override
    public void eof(Channel of) {
      inbox.eof(of);
    }

    @Override
    public void closed(Channel of, ChannelEnd how) {
      forget(of);
      over.complete(how);
      inbox.closed(of, how);
    }
  }
}
