package dev.muster.session.agent;

import dev.muster.call.PushedClass;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Driver;
import dev.muster.wire.Mux;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The class files that one agent keeps for the agents behind it, so that each goes over the way to
/// it once. Safe for use by many threads.
final class CodeCache {

  /// What one agent is given to keep; what is beyond goes the whole way each time.
  static final long MOST_BYTES = 16 << 20;

  /// What goes in one frame.
  private static final int LARGEST = 64 << 10;

  /// What one target's push brings before another's has its turn.
  private static final int TURN_BYTES = 128 << 10;

  /// How long that may take; where it takes longer, the agent is given no more.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// How often who waits for a turn looks whether it is still wanted.
  private static final long LOOK_MILLIS = 500;

  private final Mux mux;
  private final Duration patience;
  private final Set<String> kept = ConcurrentHashMap.newKeySet();

  /// Nothing more is brought: that takes too long.
  private volatile boolean slow;

  /// The agent keeps nothing any more.
  private volatile boolean refused;

  /// Held by the one who brings files, also while it waits for room. The lock of the mux is taken
  /// while it is held.
  private final ReentrantLock turn = new ReentrantLock(true);

  // Guarded by the turn.
  private long bytes;
  private @Nullable Channel channel;

  CodeCache(Mux mux) {
    this(mux, PATIENCE);
  }

  CodeCache(Mux mux, Duration patience) {
    this.mux = mux;
    this.patience = patience;
  }

  /// Returns whether an agent that said `offers` of itself has a cache.
  static boolean isOffered(Payload offers) {
    try {
      return offers.size() > 0
          && Visitors.CODEC.decode(offers.toBytes()) instanceof Map<?, ?> map
          && Boolean.TRUE.equals(map.get("cache"));
    } catch (ValueException e) {
      return false; // what it offers cannot be used, then
    }
  }

  /// Brings files there that are not there and that fit, and waits until they have left: whatever
  /// is sent from then on arrives after them.
  ///
  /// @param wanted whether somebody still needs them; asked now and then
  void bring(List<PushedClass> files, BooleanSupplier wanted) throws InterruptedException {
    ArrayDeque<PushedClass> missing = new ArrayDeque<>();
    for (PushedClass file : files) {
      if (isWanted(file)) {
        missing.add(file);
      }
    }
    while (!missing.isEmpty() && !slow && !refused && wanted.getAsBoolean()) {
      if (turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          bringSome(missing, System.nanoTime() + patience.toNanos());
        } finally {
          turn.unlock();
        }
      }
    }
  }

  private boolean isWanted(PushedClass file) {
    int size = file.size();
    return size >= Driver.LEAST_CARRIED && size <= LARGEST && !kept.contains(file.sha256());
  }

  private void bringSome(ArrayDeque<PushedClass> missing, long deadline)
      throws InterruptedException {
    Set<String> sent = new HashSet<>();
    long before = bytes;
    while (!missing.isEmpty() && bytes - before < TURN_BYTES && !slow && !refused) {
      PushedClass file = missing.remove();
      boolean fits = bytes + file.size() <= MOST_BYTES;
      if (fits && isWanted(file) && sent.add(file.sha256())) {
        slow = channel().send(file.bytes(), left(deadline)) != Offer.TAKEN;
        bytes += file.size();
      }
    }
    if (sent.isEmpty() || slow) {
      return;
    }
    slow = !channel().awaitSent(left(deadline));
    if (!slow && channel().isOpen()) {
      kept.addAll(sent);
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private Channel channel() {
    Channel open = channel;
    if (open == null) {
      open = mux.open(Purpose.CACHE, ByteBuffer.allocate(0), new Refusals());
      channel = open;
    }
    return open;
  }

  /// Returns whether there is nothing that may be referred to.
  boolean isEmpty() {
    return refused || kept.isEmpty();
  }

  /// Returns whether a file is there: what is sent from now on may refer to it.
  boolean has(String sha256) {
    return !refused && kept.contains(sha256);
  }

  /// Nothing is said on the channel but its end.
  private final class Refusals implements ChannelHandler {
    @Override
    public void item(Channel from, Payload item) {
      from.taken(item);
    }

    @Override
    public void closed(Channel from, ChannelEnd end) {
      refused = true;
    }
  }
}
