package dev.muster.session.agent;

import dev.muster.wire.value.ChannelRefs;
import dev.muster.wire.value.ValueException;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The channels of one link that travel as values. What stands for a channel here is an object of
/// the front door's, its holder.
///
/// Channels that are over are forgotten. Its monitor guards its map.
final class ChannelTable implements ChannelRefs {

  /// The channel behind each holder, for as long as somebody has the holder; of all links, so that
  /// a channel which goes the wrong way is known for one. Guarded by itself.
  private static final Map<Object, ChannelLink> HELD = new WeakHashMap<>();

  private final Map<Integer, ChannelLink> open = new HashMap<>();

  /// Lets `holder` stand for a channel in values.
  static void hold(Object holder, ChannelLink channel) {
    synchronized (HELD) {
      HELD.put(holder, channel);
    }
  }

  /// Returns the channel that `value` stands for, if it does.
  static @Nullable ChannelLink heldBy(Object value) {
    synchronized (HELD) {
      return HELD.get(value);
    }
  }

  synchronized void opened(int id, ChannelLink channel) {
    open.put(id, channel);
  }

  synchronized void over(int id) {
    open.remove(id);
  }

  @Override
  public int idOf(Object value) throws ValueException {
    ChannelLink channel = heldBy(value);
    return channel == null ? 0 : channel.idFor(this);
  }

  @Override
  public Object channel(int id) throws ValueException {
    ChannelLink found;
    synchronized (this) {
      found = open.get(id);
    }
    Object holder = found == null ? null : found.holder();
    if (holder == null) {
      throw new ValueException("there is no channel " + Integer.toUnsignedString(id) + " here");
    }
    return holder;
  }

  /// Returns these for values of a call's: what comes on the channels among them is of the types
  /// that the call knows.
  ChannelRefs of(@Nullable Prepared call) {
    return new Typed(this, call);
  }

  private record Typed(ChannelTable table, @Nullable Prepared call) implements ChannelRefs {
    @Override
    public int idOf(Object value) throws ValueException {
      ChannelLink channel = heldBy(value);
      if (channel == null) {
        return 0;
      }
      int id = channel.idFor(table);
      channel.of(call);
      return id;
    }

    @Override
    public Object channel(int id) throws ValueException {
      return table.channel(id);
    }
  }
}
