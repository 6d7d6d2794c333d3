package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.Call;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.ChannelRefs;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All calls of one agent: their threads, the objects that are kept, the channels that were passed.
///
/// Safe for use by many threads.
final class Calls implements ThreadFactory {

  private static final ChannelRefs NO_REFS = ChannelRefs.none();

  private final Spaces spaces;
  private final Prints prints;
  private final Invoker invoker = new Invoker();
  private final ValueCodec codec;
  private final Map<Integer, FarEnd> ends = new ConcurrentHashMap<>();
  private final Map<Long, Object> kept = new ConcurrentHashMap<>();
  private final AtomicLong lastKept = new AtomicLong();
  private final Set<CallRun> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService workers = Executors.newCachedThreadPool(this);
  private @Nullable ScheduledExecutorService alarms;

  Calls(Spaces spaces, Prints prints) {
    this.spaces = spaces;
    this.prints = prints;
    this.codec = ValueCodec.of(Types.none()).with(new Passed(new ArrayList<>()));
  }

  Prints prints() {
    return prints;
  }

  /// Returns how many calls are at work.
  int count() {
    return running.size();
  }

  // --- on the reading thread

  /// Begins a call.
  ChannelHandler begin(Channel channel, Purpose purpose, Payload header) {
    FarEnd end = purpose == Purpose.CHANNEL ? new FarEnd(channel, this) : null;
    if (end != null) {
      ends.put(channel.id(), end);
    }
    CallRun run = new CallRun(this, channel, purpose, header, end);
    running.add(run);
    try {
      if (!channel.mux().runHere(run)) {
        workers.execute(run);
      }
    } catch (RejectedExecutionException | OutOfMemoryError e) { // no more threads are to be had
      running.remove(run);
      closed(channel);
      channel.close(bytes(RemoteFailure.of(RemoteFailure.Kind.REFUSED, "no thread for it: " + e)));
    }
    return run;
  }

  /// Keeps the end of a channel that will be met in a value.
  ChannelHandler pass(Channel channel) {
    FarEnd end = new FarEnd(channel, this);
    ends.put(channel.id(), end);
    return end;
  }

  /// Forgets a channel that is over.
  void closed(Channel channel) {
    ends.remove(channel.id());
  }

  /// Runs something that may block.
  void aside(Runnable task) {
    workers.execute(task);
  }

  /// Forgets a kept object.
  boolean forget(Payload header) throws ValueException {
    Object number = codec.decode(header.toBytes());
    return number instanceof Long which && kept.remove(which) != null;
  }

  // --- on the calls' threads

  Call read(Payload header) throws ValueException {
    byte[] bytes = header.toBytes();
    Passed met = new Passed(new ArrayList<>());
    ValueReader reader = codec.with(met).reader(bytes, 0, bytes.length);
    Call call = Call.read(reader, spaces);
    met.in(call.space());
    return call;
  }

  /// Invokes what a call names.
  ///
  /// @param end what the function is given last, if anything
  /// @throws Throwable what it throws
  @Nullable Object invoke(Call call, @Nullable FarEnd end) throws Throwable {
    List<@Nullable Object> values = new ArrayList<>(call.values());
    if (call.receiver() != 0) {
      Object receiver = kept.get(call.receiver());
      if (receiver == null) {
        throw new Invoker.RefusedException("object " + call.receiver() + " is no longer kept");
      }
      values.add((int) Math.min(call.place(), values.size()), receiver);
    }
    if (end != null) {
      end.in(call.space());
      values.add(end);
    }
    Call.Target wanted = call.target();
    boolean constructs = wanted.kind() == Call.Kind.CONSTRUCTOR;
    Class<?> type = spaces.load(call.space(), wanted.type());
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(spaces.loader(call.space()));
    Invoker.Target target =
        new Invoker.Target(type, wanted.method(), wanted.descriptor(), constructs);
    return invoker.invoke(target, values.toArray());
  }

  /// Keeps an object and returns its number, which is never 0.
  long keep(@Nullable Object value) throws Invoker.RefusedException {
    if (value == null) {
      throw new Invoker.RefusedException("there is nothing to keep: the function returned null");
    }
    long number = lastKept.incrementAndGet();
    kept.put(number, value);
    return number;
  }

  /// Forgets a kept object that nobody has heard of.
  void forget(long number) {
    kept.remove(number);
  }

  /// Returns the bytes of a value.
  ///
  /// @param name what it is, for the message
  byte[] encode(@Nullable Object value, String name) throws ValueException {
    try {
      return codec.encode(value);
    } catch (ValueException e) {
      throw e.in(name);
    }
  }

  /// As [ValueCodec#head].
  ///
  /// @param name what it is, for the message
  byte[] head(byte[] array, String name) throws ValueException {
    try {
      return codec.head(array);
    } catch (ValueException e) {
      throw e.in(name);
    }
  }

  @Nullable Object decode(Payload item, String space) throws ValueException {
    Passed met = new Passed(new ArrayList<>());
    Object value = item.decodedBy(codec.with(spaces.types(space)).with(met));
    met.in(space);
    return value;
  }

  /// Returns the bytes of a failure, cut to what a CLOSE takes.
  byte[] bytes(RemoteFailure failure) {
    return Failures.bytes(failure);
  }

  /// Stops a call when its time is over.
  void limit(CallRun run, long millis) {
    ScheduledExecutorService service;
    synchronized (this) {
      if (alarms == null) {
        alarms = Executors.newSingleThreadScheduledExecutor(this);
      }
      service = alarms;
    }
    run.alarm(service.schedule(new Alarm(run), millis, TimeUnit.MILLISECONDS));
  }

  /// Takes the end of a call.
  void over(CallRun run) {
    running.remove(run);
    synchronized (running) {
      running.notifyAll();
    }
  }

  // --- the end

  /// Interrupts every call and waits until they have ended, or the time of grace has passed.
  void end(long graceMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    for (CallRun run : running) {
      run.stop(RemoteFailure.Kind.ENDED);
    }
    synchronized (running) {
      long left = graceMillis;
      while (!running.isEmpty() && left > 0) {
        running.wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
    }
  }

  /// Makes the threads that calls and their limits need.
  @Override
  public Thread newThread(Runnable task) {
    return daemon(task, "call " + threads.incrementAndGet());
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /// Stops a call whose time is over.
  private static final class Alarm implements Runnable {

    private final CallRun run;

    Alarm(CallRun run) {
      this.run = run;
    }

    @Override
    public void run() {
      run.stop(RemoteFailure.Kind.TIMED_OUT);
    }
  }

  /// Channels that travel within values: those that were passed, or that code was given.
  private final class Passed implements ChannelRefs {

    private final List<FarEnd> met;

    /// @param met takes those that are read
    Passed(List<FarEnd> met) {
      this.met = met;
    }

    /// Lets those that were read see the records and enums of a space.
    void in(String space) {
      for (FarEnd end : met) {
        end.in(space);
      }
    }

    @Override
    public int idOf(Object value) throws ValueException {
      return value instanceof FarEnd end ? end.channel().id() : NO_REFS.idOf(value);
    }

    @Override
    public Object channel(int id) throws ValueException {
      FarEnd end = ends.get(id);
      if (end == null) {
        throw new ValueException("there is no channel " + id + " here");
      }
      met.add(end);
      return end;
    }
  }
}
