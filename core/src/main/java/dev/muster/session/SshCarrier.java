package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.StdStream;
import dev.muster.session.agent.Carrier;
import dev.muster.session.agent.Outlet;
import dev.muster.session.agent.Starting;
import dev.muster.session.agent.Supplies;
import dev.muster.wire.Mux;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartScript;
import dev.muster.wire.start.StartStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An agent behind an SSH session on a gateway's connection.
///
/// What comes is dealt with on the connection's event loop, and what is sent is handed to it: no
/// thread waits. Its monitor guards its fields and is never held during a call.
final class SshCarrier implements Carrier, WorkListener {

  /// Enough to keep a far line busy: the agent's own channels have windows besides.
  private static final int WINDOW_BYTES = 4 << 20;

  private static final int CHUNK = 32 << 10;

  private final HostTask task;
  private final Gateway gateway;
  private final CountDownLatch over = new CountDownLatch(1);

  /// What was told and not yet dealt with. Whoever takes it from 0 owns the output until it is 0
  /// again.
  private final AtomicInteger told = new AtomicInteger();

  private @Nullable SshWork work;
  private @Nullable InputTarget session;
  private @Nullable Begun begun;
  private boolean killed;

  /// What a start was given.
  private record Begun(Mux mux, Starting starting, Listener listener) {}

  SshCarrier(HostTask task, Gateway gateway) {
    this.task = task;
    this.gateway = gateway;
  }

  @Override
  public void begin(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    Starting starting = new Starting(launch.nonce(), task.address(), supplies, new Feed(listener));
    HostTask start =
        new HostTask(
            task.host(), task.rank(), task.name(), task.port(), task.user(), StartScript.line());
    InputSource input = new Input(launch);
    SshWork made = new SshWork(start, Job.of(input, WINDOW_BYTES), this);
    boolean late;
    synchronized (this) {
      begun = new Begun(mux, starting, listener);
      work = made;
      late = killed;
    }
    made.begin(gateway);
    if (late) {
      kill();
    }
  }

  /// The session's input, which begins with what the start is told.
  private final class Input implements InputSource {

    private final Launch launch;

    Input(Launch launch) {
      this.launch = launch;
    }

    @Override
    public Runnable feed(InputTarget to, String host, Consumer<String> trouble) {
      synchronized (SshCarrier.this) {
        session = to;
      }
      to.write(launch.parameters());
      return NOTHING_TO_STOP;
    }

    @Override
    public void close() {}
  }

  private synchronized @Nullable InputTarget session() {
    return session;
  }

  /// What is written to the session's input.
  private final class Feed implements Outlet {

    private final Listener listener;

    Feed(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void send(byte[] bytes) {
      InputTarget open = session();
      if (open != null) {
        open.write(bytes);
      }
    }

    @Override
    public void sendNext(byte[] bytes) throws IOException, InterruptedException {
      InputTarget open = session();
      if (open == null || over.getCount() == 0) {
        throw new IOException("nobody reads any more");
      }
      try {
        open.write(bytes).toCompletableFuture().get();
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      } catch (CancellationException e) {
        throw new IOException("the connection is lost", e);
      }
    }

    @Override
    public void giveUp(Failure why) {
      listener.failed(why);
      kill();
    }
  }

  // --- on the loop

  @Override
  public void output(Work from, StdStream stream, byte[] bytes) {
    Begun now;
    synchronized (this) {
      now = begun;
    }
    if (now != null && stream == StdStream.ERR && now.starting().isOver()) {
      now.listener().printed(stream, bytes, () -> from.consumed(bytes.length));
      return;
    }
    from.consumed(bytes.length);
    if (now == null) {
      return;
    }
    if (stream == StdStream.ERR) {
      now.starting().printed(bytes);
    } else if (now.starting().isOver()) {
      now.mux().received(ByteBuffer.wrap(bytes));
    } else {
      start(now, ByteBuffer.wrap(bytes));
    }
  }

  private void start(Begun now, ByteBuffer bytes) {
    Optional<StartStep> step = now.starting().received(bytes);
    if (step.isEmpty()) {
      return;
    }
    if (step.get() instanceof StartStep.Ready(String version, String java)) {
      now.mux().drivenBy(this::output);
      if (bytes.hasRemaining()) {
        now.mux().received(bytes);
      }
      output(); // HELLO at least waits to be sent
      now.listener().ready(version, java);
    } else if (step.get() instanceof StartStep.Failed failed) {
      now.listener().failed(now.starting().failure(failed));
    }
  }

  @Override
  public void ended(WorkEnd end) {
    Begun now;
    synchronized (this) {
      now = begun;
    }
    over.countDown();
    if (now == null) {
      return;
    }
    String how =
        switch (end) {
          case WorkEnd.Exited(int code) -> "exited " + code;
          case WorkEnd.Signalled(String signal) -> "killed by " + signal;
          case WorkEnd.Failed(var why, _) -> why.message();
          case WorkEnd.NoStatus(), WorkEnd.Reached(), WorkEnd.Returned _, WorkEnd.Threw _ -> "";
        };
    if (now.starting().isOver()) {
      now.listener().ended(how);
    } else if (end instanceof WorkEnd.Failed(var why, _)) {
      now.listener().failed(why);
    } else {
      now.listener().failed(now.starting().endedEarly(how));
    }
  }

  // --- sending

  private void output() {
    if (told.getAndIncrement() == 0) {
      send();
    }
  }

  /// Sends what there is, a chunk at a time: the next when the connection has taken the last.
  private void send() {
    Begun now;
    InputTarget open;
    synchronized (this) {
      now = begun;
      open = session;
    }
    if (now == null || open == null) {
      return;
    }
    int seen = told.get();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    boolean more = now.mux().fill(chunk);
    byte[] bytes = Arrays.copyOf(chunk.array(), chunk.position());
    if (bytes.length == 0) {
      sent(more, seen);
      return;
    }
    open.write(bytes).whenComplete(new Sent(more, seen));
  }

  /// What goes on when a chunk was taken.
  private final class Sent implements BiConsumer<Object, @Nullable Throwable> {

    private final boolean more;
    private final int seen;

    Sent(boolean more, int seen) {
      this.more = more;
      this.seen = seen;
    }

    @Override
    public void accept(Object nothing, @Nullable Throwable trouble) {
      if (trouble == null) {
        sent(more, seen);
      }
    }
  }

  private void sent(boolean more, int seen) {
    if (more || told.addAndGet(-seen) != 0) {
      send();
    }
  }

  // --- the end

  @Override
  public void end(Duration grace) throws InterruptedException {
    InputTarget open;
    SshWork using;
    synchronized (this) {
      killed = true;
      open = session;
      using = work;
    }
    boolean gone = false;
    try {
      if (open != null) {
        open.endInput();
        gone = over.await(grace.toNanos(), TimeUnit.NANOSECONDS);
      }
      if (!gone && using != null) {
        using.ask();
        gone = over.await(grace.toNanos() / 2, TimeUnit.NANOSECONDS);
      }
    } finally {
      if (!gone && using != null) {
        using.drop();
      }
    }
  }

  @Override
  public void kill() {
    SshWork using;
    synchronized (this) {
      killed = true;
      using = work;
    }
    if (using != null) {
      using.ask();
    }
  }
}
