package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Driver;
import dev.muster.wire.Payload;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One call on its way: sent as soon as its agent is ready and has its classes, answered once.
///
/// Its monitor guards its fields and is never held during a call.
public final class PendingCall implements ChannelHandler, AgentWaiter, Pushes.Waiter {

  /// Above this, an answer is read on a thread of its own, and not on the one that reads the
  /// connection.
  private static final int SMALL = 64 << 10;

  private final AgentLink link;
  private final int purpose;
  private final Prepared call;
  private final OutputSink sink;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private @Nullable Channel channel;
  private @Nullable Payload result;
  private boolean cancelled;
  private boolean sent;

  /// Where the one thread that waits is counted, until it has its answer: who reads stops when
  /// nobody is left that waits, so that the next can read for itself.
  private @Nullable Driver counted;

  PendingCall(AgentLink link, int purpose, Prepared call, OutputSink sink) {
    this.link = link;
    this.purpose = purpose;
    this.call = call;
    this.sink = sink;
  }

  /// Returns what becomes of it; completed by a thread that must not block.
  public CompletableFuture<Answer> answer() {
    return answer;
  }

  /// Waits for what becomes of it. The thread reads the connection itself if nobody else does,
  /// which saves two changes of threads.
  ///
  /// @return empty if `limit` has passed
  public Optional<Answer> await(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Driver driver = link.mux().driver();
    if (!answer.isDone()) {
      var _ = driver.readUntil(answer::isDone, limit.toNanos());
    }
    if (!answer.isDone()) {
      wait(driver, deadline - System.nanoTime());
    }
    return Optional.ofNullable(answer.getNow(null));
  }

  /// A virtual thread never reads for itself, so that whoever reads had better go on: it is counted
  /// until it runs again.
  private void wait(Driver driver, long nanos) throws InterruptedException {
    boolean virtual = Thread.currentThread().isVirtual();
    driver.waiting(1);
    synchronized (this) {
      counted = virtual ? null : driver;
    }
    if (answer.isDone()) {
      discount();
    }
    try {
      var _ = answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // the caller sees that there is no answer
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    } finally {
      discount();
      if (virtual) {
        driver.waiting(-1);
      }
    }
  }

  private void discount() {
    Driver driver;
    synchronized (this) {
      driver = counted;
      counted = null;
    }
    if (driver != null) {
      driver.waiting(-1);
    }
  }

  /// Returns whether it may have been begun over there.
  public synchronized boolean mayHaveRun() {
    return sent;
  }

  /// Cancels it: the thread over there is interrupted, and the answer is that it was cancelled.
  /// What was to be kept there is not, whether or not the answer had come: nobody waits for it.
  /// Idempotent.
  public void cancel() {
    Channel open;
    synchronized (this) {
      cancelled = true;
      open = channel;
    }
    if (open != null) {
      link.visitors().mute(open.id());
      open.abandon(unwanted());
    }
    done(new Answer.Failed(new Failure.Cancelled(phase(), link.address()), mayHaveRun()));
    if (purpose == Purpose.KEEP
        && answer.getNow(null) instanceof Answer.Returned(Object number)
        && number instanceof Long came) {
      link.forget(came);
    }
  }

  /// What is said with a cancel. An object to be kept may be kept by then, and its number on its
  /// way; that nothing is said means that it has come.
  private byte[] unwanted() {
    return purpose == Purpose.KEEP ? RemoteFailures.cancelled() : new byte[0];
  }

  /// Cancels it because `limit` has passed.
  public Answer timedOut(Duration limit) {
    boolean ran = mayHaveRun();
    cancel();
    return new Answer.Failed(
        new Failure.TimedOut(phase(), link.address(), limit, Failure.TimedOut.Scope.HOST), ran);
  }

  private Phase phase() {
    return mayHaveRun() ? Phase.RUN : Phase.OPEN;
  }

  void begin() {
    link.whenReady(this);
  }

  @Override
  public void failed(Failure why) {
    notRun(why);
  }

  @Override
  public void ready() {
    Optional<Failure> refusal = link.refusalOf(call);
    Pushes pushes = link.pushes();
    if (refusal.isPresent() || pushes == null) {
      notRun(refusal.orElseGet(() -> new Failure.Cancelled(Phase.OPEN, link.address())));
    } else {
      pushes.push(call.closure(), this);
    }
  }

  @Override
  public void notPlaced(String trouble) {
    if (link.mux().isOver()) {
      var _ = link.end().thenAccept(this::notRun); // which says more
    } else {
      notRun(new Failure.Refused(Phase.OPEN, link.address(), trouble));
    }
  }

  @Override
  public void placed(int space) {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      sent = true;
    }
    Channel opened;
    try {
      opened = link.visitors().call(purpose, call.header(space, link.refs()), this, sink);
    } catch (IllegalArgumentException | IllegalStateException e) {
      synchronized (this) {
        sent = false;
      }
      notRun(new Failure.Internal(Phase.OPEN, link.address(), String.valueOf(e.getMessage())));
      return;
    }
    boolean late;
    synchronized (this) {
      channel = opened;
      late = cancelled;
    }
    if (late) {
      link.visitors().mute(opened.id());
      opened.abandon(unwanted());
    } else if (answer.isDone()) {
      link.visitors().forget(opened.id());
    }
  }

  private void notRun(Failure why) {
    done(new Answer.Failed(why, false));
  }

  private void done(Answer what) {
    Channel used;
    synchronized (this) {
      used = channel;
    }
    if (used != null) {
      link.visitors().forget(used.id());
    }
    discount();
    answer.complete(what);
  }

  @Override
  public void item(Channel from, Payload item) {
    boolean second;
    synchronized (this) {
      second = result != null;
      result = item;
    }
    from.taken(item);
    if (second) {
      link.broken("a second result of one call");
    } else if (purpose == Purpose.KEEP) {
      kept(from, item);
    }
  }

  @Override
  public void closed(Channel from, ChannelEnd end) {
    if (end instanceof ChannelEnd.Closed(Payload failure)) {
      answered(failure); // no switch over types for the first call of a program: it is slow
      return;
    }
    switch (end) {
      case ChannelEnd.Closed(Payload failure) -> answered(failure);
      case ChannelEnd.Here() -> {} // cancel() has said so
      case ChannelEnd.Lost _ -> lost();
      case ChannelEnd.TooLarge(int size, int largest) ->
          notRun(
              new Failure.Refused(
                  Phase.OPEN,
                  link.address(),
                  "the call's values take " + size + " bytes; the agent takes " + largest));
    }
  }

  private void answered(Payload failure) {
    Payload item;
    synchronized (this) {
      item = result;
    }
    if (failure.size() > 0) {
      refused(failure);
    } else if (item == null) {
      link.broken("no result of a call that went well");
      lost();
    } else if (item.size() <= SMALL) {
      returned(item);
    } else {
      Thread.ofVirtual().name(link.address() + " result").start(() -> returned(item));
    }
  }

  /// Takes the number of what is kept, and says so by closing in order. A cancel that was first has
  /// closed otherwise, and this is not heard.
  private void kept(Channel from, Payload item) {
    try {
      if (item.size() <= SMALL && Visitors.CODEC.decode(item.toBytes()) instanceof Long number) {
        done(new Answer.Returned(number));
        from.close();
        return;
      }
    } catch (ValueException e) {
      // as one that is no number
    }
    link.broken("the number of a kept object that is none");
    lost();
  }

  /// Why the connection ended is said by who carries it, who may know a moment later.
  private void lost() {
    var _ = link.end().thenAccept(why -> done(new Answer.Failed(why, true)));
  }

  private void returned(Payload item) {
    try {
      ValueCodec codec = ValueCodec.of(call.types()).with(link.refs());
      done(new Answer.Returned(item.decodedBy(codec)));
    } catch (ValueException e) {
      link.broken("a result that cannot be read: " + e.getMessage());
      lost();
    }
  }

  private void refused(Payload failure) {
    RemoteFailure read;
    try {
      read = RemoteFailures.read(failure);
    } catch (ValueException e) {
      link.broken("a failure that cannot be read: " + e.getMessage());
      lost();
      return;
    }
    done(
        switch (read.kind()) {
          case THREW -> new Answer.Threw(RemoteFailures.thrown(read));
          case REFUSED ->
              new Answer.Failed(
                  new Failure.Refused(Phase.RUN, link.address(), RemoteFailures.line(read)), false);
          case CANCELLED ->
              new Answer.Failed(new Failure.Cancelled(Phase.RUN, link.address()), true);
          case TIMED_OUT ->
              new Answer.Failed(
                  new Failure.TimedOut(
                      Phase.RUN, link.address(), call.limit(), Failure.TimedOut.Scope.HOST),
                  true);
          case ENDED ->
              new Answer.Failed(
                  new Failure.Network(Phase.RUN, link.address(), "the agent is ending"), true);
        });
  }
}
