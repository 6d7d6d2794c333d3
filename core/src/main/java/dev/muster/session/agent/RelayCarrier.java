package dev.muster.session.agent;

import dev.muster.call.PushedClass;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Driver;
import dev.muster.wire.Mux;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.message.Start;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartStep;
import dev.muster.wire.value.ValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// An agent that another agent has started: its pipe goes through a channel of that one.
///
/// The start-up is done over there: that agent gives the further one its own copy of the jar. Its
/// monitor guards its fields and is never held during a call.
public final class RelayCarrier implements Carrier, ChannelHandler {

  private static final int CHUNK = 32 << 10;
  private static final byte[] NOTHING = new byte[0];

  /// What class files begin with.
  private static final int CLASS_FILE = 0xcafebabe;

  /// How long the way may be held up while something large is sent.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final AgentLink through;
  private final List<String> words;
  private final String address;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger told = new AtomicInteger();
  private @Nullable Channel channel;
  private @Nullable Begun begun;
  private boolean speaking;
  private boolean killed;

  /// What a start was given.
  private record Begun(Mux mux, Starting starting, Listener listener) {}

  /// @param words what the other agent runs
  public RelayCarrier(AgentLink through, List<String> words, String address) {
    this.through = through;
    this.words = words;
    this.address = address;
  }

  @Override
  public boolean isBehindOthers() {
    return true;
  }

  @Override
  public void leave(List<PushedClass> files, BooleanSupplier wanted) throws InterruptedException {
    through.bring(files, wanted);
  }

  @Override
  public void begin(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    // The jar is sent by the agent in between.
    Starting starting = new Starting(launch.nonce(), address, supplies.withoutJar(), new Feed());
    synchronized (this) {
      begun = new Begun(mux, starting, listener);
    }
    through.whenReady(
        new AgentWaiter() {
          @Override
          public void ready() {
            open(launch, listener);
          }

          @Override
          public void failed(Failure why) {
            String words = "through " + through.address() + ": " + why.message();
            listener.failed(new Failure.Refused(Phase.OPEN, address, words));
          }
        });
  }

  /// What goes to the further agent's script: the one in between passes it on.
  private final class Feed implements Outlet {
    @Override
    public void send(byte[] bytes) {
      Channel open = opened();
      if (open != null && offer(open, bytes) != Offer.TAKEN) {
        kill(); // it asked before it had read what it was told first
      }
    }

    @Override
    public void sendNext(byte[] bytes) throws IOException, InterruptedException {
      Channel open = opened();
      try {
        if (open != null && open.send(bytes, PATIENCE) == Offer.TAKEN) {
          return;
        }
      } catch (IllegalStateException e) {
        // its output was ended meanwhile
      }
      throw new IOException("nobody reads any more");
    }

    @Override
    public void giveUp(Failure why) {
      Begun now;
      synchronized (RelayCarrier.this) {
        now = begun;
      }
      if (now != null) {
        now.listener().failed(why);
      }
      kill();
    }
  }

  private synchronized boolean isKilled() {
    return killed;
  }

  private synchronized @Nullable Channel opened() {
    return channel;
  }

  private void open(Launch launch, Listener listener) {
    Channel opened;
    try {
      byte[] header = new Start(words, Map.of(), launch.nonce()).encode(Visitors.CODEC);
      opened = through.mux().open(Purpose.RELAY, ByteBuffer.wrap(header), this);
    } catch (ValueException | IllegalStateException | IllegalArgumentException e) {
      listener.failed(new Failure.Refused(Phase.OPEN, address, String.valueOf(e.getMessage())));
      return;
    }
    through.visitors().sink(opened.id(), this::printed);
    boolean late;
    synchronized (this) {
      channel = opened;
      late = killed;
    }
    if (late || offer(opened, launch.parameters()) != Offer.TAKEN) {
      kill();
      listener.failed(new Failure.Refused(Phase.OPEN, address, "the way to it is full or closed"));
    }
  }

  private void printed(StdStream stream, byte[] bytes, Runnable credit) {
    Begun now;
    synchronized (this) {
      now = begun;
    }
    if (now != null) {
      if (now.starting().isOver()) {
        now.listener().printed(stream, bytes, credit);
        return;
      }
      now.starting().printed(bytes);
    }
    credit.run();
  }

  // --- on the reading thread of the agent in between

  @Override
  public void item(Channel from, Payload item) {
    from.taken(item);
    Begun now;
    boolean speaks;
    synchronized (this) {
      now = begun;
      speaks = speaking;
    }
    if (now == null) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(item.toBytes());
    if (speaks) {
      now.mux().received(bytes);
      return;
    }
    Optional<StartStep> step = now.starting().received(bytes);
    if (step.isPresent() && step.get() instanceof StartStep.Ready(String version, String java)) {
      synchronized (this) {
        speaking = true;
      }
      now.mux().drivenBy(new Sending());
      if (bytes.hasRemaining()) {
        now.mux().received(bytes);
      }
      output();
      now.listener().ready(version, java);
    } else if (step.isPresent() && step.get() instanceof StartStep.Failed failed) {
      now.listener().failed(now.starting().failure(failed));
    }
  }

  @Override
  public void closed(Channel from, ChannelEnd end) {
    through.visitors().forget(from.id());
    over.countDown();
    Begun now;
    boolean speaks;
    synchronized (this) {
      now = begun;
      speaks = speaking;
    }
    if (now == null) {
      return;
    }
    String how =
        switch (end) {
          case ChannelEnd.Closed(Payload failure) when failure.size() == 0 -> "";
          case ChannelEnd.Closed(Payload failure) -> RemoteFailures.words(failure);
          case ChannelEnd.Here() -> "it was given up";
          case ChannelEnd.Lost(var why) -> through.address() + " " + why.message();
          case ChannelEnd.TooLarge _ -> "what was to be sent is too large";
        };
    if (speaks) {
      now.listener().ended(how);
    } else {
      now.listener().failed(now.starting().endedEarly(how));
    }
  }

  @Override
  public void writable(Channel to) {
    send();
  }

  // --- sending

  /// Leaves out the class files that the agent in between has.
  private final class Sending implements Driver {

    @Override
    public void output() {
      RelayCarrier.this.output();
    }

    @Override
    public boolean carries(ByteBuffer item) {
      CodeCache cache = through.cache();
      if (cache.isEmpty() || item.getInt(item.position()) != CLASS_FILE) {
        return false;
      }
      String sha256 = Digests.sha256(item.duplicate());
      boolean there = cache.has(sha256);
      if (there) {
        reference = HexFormat.of().parseHex(sha256);
      }
      return there;
    }
  }

  private void output() {
    if (told.getAndIncrement() == 0) {
      send();
    }
  }

  /// What is being offered to the channel, one after the other: kept until it is taken, since who
  /// hears that there is room may do so before the offer that was refused has returned.
  private final ArrayDeque<byte[]> left = new ArrayDeque<>(3);

  /// The file that comes next and is not sent, by its SHA-256; of the one that fills.
  private byte @Nullable [] reference;

  private void send() {
    Begun now;
    Channel open;
    synchronized (this) {
      now = begun;
      open = channel;
    }
    if (now == null || open == null) {
      return;
    }
    int seen = told.get();
    boolean more = true;
    while (more || told.addAndGet(-seen) != 0) {
      seen = told.get();
      if (left.isEmpty()) {
        more = fill(now.mux());
      }
      while (!left.isEmpty()) {
        if (offer(open, left.element()) == Offer.FULL) {
          return; // who hears that there is room goes on, from now on alone
        }
        left.remove();
      }
      if (!more && isKilled()) {
        open.finish(); // after the last that there was to say
      }
    }
  }

  /// Offers bytes to a channel whose output may have been ended meanwhile.
  private static Offer offer(Channel open, byte[] bytes) {
    try {
      return open.trySend(bytes);
    } catch (IllegalStateException e) {
      return Offer.ENDED;
    }
  }

  /// Takes what is to be sent next; in place of a file, an empty item and its name.
  private boolean fill(Mux mux) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    boolean more = mux.fill(chunk);
    if (chunk.position() > 0) {
      left.add(Arrays.copyOf(chunk.array(), chunk.position()));
    }
    byte[] named = reference;
    if (named != null) {
      left.add(NOTHING);
      left.add(named);
      reference = null;
    }
    return more;
  }

  // --- the end

  @Override
  public void end(Duration grace) throws InterruptedException {
    Channel open;
    boolean speaks;
    synchronized (this) {
      killed = true;
      open = channel;
      speaks = speaking;
    }
    if (open == null) {
      return;
    }
    if (speaks) {
      output(); // which ends with what is said last
    } else {
      open.finish();
    }
    if (!over.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
      kill();
    }
  }

  @Override
  public void kill() {
    Channel open;
    synchronized (this) {
      killed = true;
      open = channel;
    }
    if (open != null && open.abandon(new byte[0])) {
      through.visitors().forget(open.id());
      over.countDown();
    }
  }
}
