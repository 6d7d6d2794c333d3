package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.message.Call;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.ValueException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/// One call, from its header to its end: on a thread of its own, which a cancel interrupts.
///
/// Its monitor guards its fields and is never held during a call.
final class CallRun implements ChannelHandler, Runnable {

  private static final Duration LONG = Duration.ofDays(3650);

  private final Calls calls;
  private final Channel channel;
  private final Purpose purpose;
  private final Payload header;
  private final @Nullable FarEnd end;
  private @Nullable Thread thread;
  private RemoteFailure.@Nullable Kind stopped;
  private @Nullable Future<?> alarm;
  private boolean done;
  private long kept;

  /// @param end what the function is given, for a CHANNEL
  CallRun(Calls calls, Channel channel, Purpose purpose, Payload header, @Nullable FarEnd end) {
    this.calls = calls;
    this.channel = channel;
    this.purpose = purpose;
    this.header = header;
    this.end = end;
  }

  // --- on the reading thread

  @Override
  public void item(Channel from, Payload item) {
    if (end == null) {
      channel.taken(item); // nothing is wanted of the caller but its patience
    } else {
      end.item(from, item);
    }
  }

  @Override
  public void eof(Channel of) {
    if (end != null) {
      end.eof(of);
    }
  }

  @Override
  public void closed(Channel of, ChannelEnd how) {
    stop(RemoteFailure.Kind.CANCELLED);
    long number;
    synchronized (this) {
      number = kept;
    }
    if (number != 0 && !(how instanceof ChannelEnd.Closed closed && closed.failure().size() == 0)) {
      calls.forget(number); // nobody has heard of it
    }
    if (end != null) {
      end.closed(of, how); // after the interrupt: who waits for an item is told of this instead
    }
  }

  // --- for any thread

  /// Interrupts the call; what it does with that is up to it. Once: the second reason, which mostly
  /// follows from the first, would interrupt what cleans up after it.
  void stop(RemoteFailure.Kind why) {
    Thread running;
    synchronized (this) {
      if (done || stopped != null) {
        return;
      }
      stopped = why;
      running = thread;
      if (running != null) {
        running.interrupt(); // under the monitor: the thread must not be at other work by now
      }
    }
  }

  // --- on the call's thread

  @Override
  public void run() {
    synchronized (this) {
      if (stopped != null) {
        done = true;
      } else {
        thread = Thread.currentThread();
      }
    }
    if (!done) {
      calls.prints().enter(channel.id());
      try {
        perform();
      } catch (Throwable e) {
        fail(e);
      } finally {
        calls.prints().leave(channel.id());
      }
    }
    finished();
  }

  private void finished() {
    synchronized (this) {
      done = true;
      thread = null;
    }
    Future<?> limit;
    synchronized (this) {
      limit = alarm;
    }
    if (limit != null) {
      limit.cancel(false);
    }
    forgetInterrupt();
    if (end != null) {
      calls.closed(channel);
    }
    calls.over(this);
  }

  /// An interrupt that came too late is not for the next call.
  @SuppressWarnings("CheckReturnValue")
  private static void forgetInterrupt() {
    Thread.interrupted();
  }

  /// Takes the alarm that rings when its time is over.
  synchronized void alarm(Future<?> set) {
    alarm = set;
  }

  private void perform() throws Throwable {
    Call call = calls.read(header);
    if (call.limitMillis() > 0) {
      calls.limit(this, call.limitMillis());
    }
    Object result = calls.invoke(call, end);
    switch (purpose) {
      case CALL -> answer(calls.encode(result, "the result"));
      case KEEP -> keep(result);
      case STREAM -> stream(result);
      case CHANNEL -> {
        settle();
        channel.close();
      }
      default -> throw new IllegalStateException("no call: " + purpose);
    }
  }

  private void answer(byte[] bytes) {
    settle();
    channel.sendAndClose(bytes);
  }

  /// Tells the number of what is kept. The caller closes the channel: in order when it has the
  /// number, with a failure when it does not want it any more.
  private void keep(@Nullable Object result) throws Exception {
    settle();
    long number = calls.keep(result);
    synchronized (this) {
      kept = number;
    }
    boolean told = false;
    try {
      told = channel.send(calls.encode(number, "the number"), LONG) != Offer.ENDED;
    } finally {
      if (!told) {
        calls.forget(number);
      }
    }
  }

  /// Has what the call printed leave before its end does, unless it was stopped: then nobody waits
  /// for that. An interrupt that the call left behind is its own affair.
  private void settle() {
    synchronized (this) {
      if (stopped == null) {
        forgetInterrupt();
      }
    }
    try {
      calls.prints().settle(channel.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(@Nullable Object result) throws Exception {
    AutoCloseable open = result instanceof AutoCloseable resource ? resource : null;
    try {
      Iterator<?> items = items(result);
      int count = 0;
      while (items.hasNext()) {
        byte[] item = calls.encode(items.next(), "item " + count++);
        if (channel.send(item, LONG) == Offer.ENDED) {
          return; // nobody wants more
        }
      }
    } finally {
      if (open != null) {
        open.close();
      }
    }
    settle();
    channel.close();
  }

  private static Iterator<?> items(@Nullable Object result) {
    if (result instanceof Iterator<?> iterator) {
      return iterator;
    }
    if (result instanceof Iterable<?> iterable) {
      return iterable.iterator();
    }
    if (result instanceof BaseStream<?, ?> stream) {
      return stream.iterator();
    }
    if (result instanceof Map<?, ?> map) {
      return map.entrySet().iterator();
    }
    throw new IllegalArgumentException(
        "a stream of results comes from an Iterator, an Iterable or a Stream, got "
            + (result == null ? "null" : result.getClass().getName()));
  }

  private void fail(Throwable thrown) {
    RemoteFailure.Kind why;
    synchronized (this) {
      why = stopped;
    }
    RemoteFailure failure;
    if (why != null) {
      failure = RemoteFailure.of(why, thrown);
    } else if (thrown instanceof Invoker.RefusedException || thrown instanceof ValueException) {
      failure = RemoteFailure.of(RemoteFailure.Kind.REFUSED, String.valueOf(thrown.getMessage()));
    } else {
      failure = RemoteFailure.of(Frames.withoutOurs(thrown));
    }
    settle();
    channel.close(calls.bytes(failure));
  }
}
