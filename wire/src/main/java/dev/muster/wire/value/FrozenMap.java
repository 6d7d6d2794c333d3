package dev.muster.wire.value;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A map that was read: it keeps its order, may hold null and cannot be changed.
final class FrozenMap extends AbstractMap<@Nullable Object, @Nullable Object> {

  private final Index index;
  private final @Nullable Object[] values;
  private int hash;

  FrozenMap(Index index, @Nullable Object[] values) {
    this.index = index;
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return index.find(key) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int at = index.find(key);
    return at < 0 ? null : values[at];
  }

  /// Computed once: maps within maps are not gone through once more at each level.
  @Override
  public int hashCode() {
    if (hash == 0) {
      int sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += index.hash(i) ^ Objects.hashCode(values[i]);
      }
      hash = sum;
    }
    return hash;
  }

  @Override
  public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<@Nullable Object, @Nullable Object>> {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Iterator<Map.Entry<@Nullable Object, @Nullable Object>> iterator() {
      return new Iterator<>() {
        private int at;

        @Override
        public boolean hasNext() {
          return at < values.length;
        }

        @Override
        public Map.Entry<@Nullable Object, @Nullable Object> next() {
          if (at == values.length) {
            throw new NoSuchElementException();
          }
          return new SimpleImmutableEntry<>(index.keys[at], values[at++]);
        }
      };
    }
  }
}
