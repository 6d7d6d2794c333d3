package dev.muster.wire.value;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A set that was read: it keeps its order, may hold null and cannot be changed.
final class FrozenSet extends AbstractSet<@Nullable Object> {

  private final Index index;

  FrozenSet(Index index) {
    this.index = index;
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return Collections.<@Nullable Object>unmodifiableList(Arrays.asList(index.keys)).iterator();
  }

  @Override
  public int size() {
    return index.keys.length;
  }

  @Override
  public boolean contains(@Nullable Object key) {
    return index.find(key) >= 0;
  }

  /// Kept hashes are added up: sets within sets are not gone through once more at each level.
  @Override
  public int hashCode() {
    return index.sum();
  }
}
