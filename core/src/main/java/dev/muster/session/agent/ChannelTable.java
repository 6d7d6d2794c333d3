package dev.muster.session.agent;

import dev.muster.wire.value.ChannelRefs;
import dev.muster.wire.value.ValueException;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The channels of one link that travel as values: what stands for each here, and its id.
///
/// What is no longer used here is forgotten. Its monitor guards both maps.
final class ChannelTable implements ChannelRefs {

  private final Map<Object, Integer> ids = new WeakHashMap<>();

  synchronized void add(Object holder, int id) {
    ids.put(holder, id);
  }

  @Override
  public synchronized int idOf(Object value) {
    return ids.getOrDefault(value, 0);
  }

  @Override
  public synchronized Object channel(int id) throws ValueException {
    @Nullable Object found = null;
    for (Map.Entry<Object, Integer> entry : ids.entrySet()) {
      found = entry.getValue() == id ? entry.getKey() : found;
    }
    if (found == null) {
      throw new ValueException("there is no channel " + id + " that was passed");
    }
    return found;
  }
}
