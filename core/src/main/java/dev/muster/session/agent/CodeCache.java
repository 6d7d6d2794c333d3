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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The class files that one agent keeps for the agents behind it, so that each goes over the way to
/// it once. Safe for use by many threads.
final class CodeCache {

  /// What one agent is given to keep; what is beyond goes the whole way each time.
  static final long MOST_BYTES = 16 << 20;

  /// What goes in one frame.
  private static final int LARGEST = 64 << 10;

  private static final Duration LONG = Duration.ofDays(1);

  private final Mux mux;
  private final Set<String> kept = ConcurrentHashMap.newKeySet();
  private volatile boolean refused;

  /// Held by the one who brings files, also while it waits for room.
  private final ReentrantLock turn = new ReentrantLock();

  // Guarded by the turn.
  private long bytes;
  private @Nullable Channel channel;

  CodeCache(Mux mux) {
    this.mux = mux;
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

  /// Leaves files there that are not and that fit, and waits for room until it is on its way.
  void keep(List<PushedClass> files) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      for (PushedClass file : files) {
        if (isWanted(file)) {
          bring(file);
        }
      }
    } finally {
      turn.unlock();
    }
  }

  private boolean isWanted(PushedClass file) {
    int size = file.size();
    return !refused
        && size >= Driver.LEAST_CARRIED
        && size <= LARGEST
        && bytes + size <= MOST_BYTES
        && !kept.contains(file.sha256());
  }

  private void bring(PushedClass file) throws InterruptedException {
    Channel way = channel;
    if (way == null) {
      way = mux.open(Purpose.CACHE, ByteBuffer.allocate(0), new Refusals());
      channel = way;
    }
    if (way.send(file.toBytes(), LONG) == Offer.TAKEN) {
      bytes += file.size();
      kept.add(file.sha256());
    } else {
      refused = true;
    }
  }

  /// Returns whether a file is there, or on its way.
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
