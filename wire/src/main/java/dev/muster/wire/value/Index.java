package dev.muster.wire.value;

import org.jspecify.annotations.Nullable;

/// Keys in the order in which they came, found by hash.
///
/// Built by one thread, then never changed. Where a hash leads to is drawn anew for each process,
/// so that nobody can choose keys with many hashes that lead to one place; what has the very same
/// hash is compared, and the reader is charged for that.
final class Index {

  /// Up to here the hashes are looked through one by one.
  private static final int FEW = 8;

  private static final int DRAWN = Long.hashCode(System.nanoTime() * 0x9e3779b97f4a7c15L);

  final @Nullable Object[] keys;
  private final int[] hashes;
  private final int[] places;
  private int size;

  /// Makes one for exactly that many keys.
  Index(int capacity) {
    keys = new @Nullable Object[capacity];
    hashes = new int[capacity];
    places = capacity <= FEW ? new int[0] : new int[4 * Integer.highestOneBit(capacity)];
  }

  /// Returns about how many bytes of the heap one of that many keys takes.
  static long memory(int capacity) {
    return 96 + 28L * capacity;
  }

  /// Adds a key that weighs so much when it is compared.
  ///
  /// @throws ValueException if it is there already
  void add(@Nullable Object key, long weight, Source source) throws ValueException {
    int hash = key == null ? 0 : key.hashCode();
    int place = places.length == 0 ? 0 : mix(hash) & places.length - 1;
    if (places.length == 0) {
      for (int i = 0; i < size; i++) {
        refuseEqual(i, hash, key, weight, source);
      }
    } else {
      for (; places[place] != 0; place = place + 1 & places.length - 1) {
        source.work(1);
        refuseEqual(places[place] - 1, hash, key, weight, source);
      }
      places[place] = size + 1;
    }
    keys[size] = key;
    hashes[size++] = hash;
  }

  private void refuseEqual(int at, int hash, @Nullable Object key, long weight, Source source)
      throws ValueException {
    if (hashes[at] == hash) {
      source.work(weight);
      if (same(keys[at], key)) {
        throw new ValueException("the same twice in a set, or as keys of a map");
      }
    }
  }

  /// Returns which one it is; −1 if none.
  int find(@Nullable Object key) {
    int hash = key == null ? 0 : key.hashCode();
    if (places.length == 0) {
      for (int i = 0; i < size; i++) {
        if (hashes[i] == hash && same(keys[i], key)) {
          return i;
        }
      }
      return -1;
    }
    int place = mix(hash) & places.length - 1;
    for (; places[place] != 0; place = place + 1 & places.length - 1) {
      int at = places[place] - 1;
      if (hashes[at] == hash && same(keys[at], key)) {
        return at;
      }
    }
    return -1;
  }

  /// Returns the sum of all hashes, which is that of a set.
  int sum() {
    int sum = 0;
    for (int hash : hashes) {
      sum += hash;
    }
    return sum;
  }

  int hash(int at) {
    return hashes[at];
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return one == null ? other == null : one.equals(other);
  }

  private static int mix(int hash) {
    int mixed = hash ^ DRAWN;
    mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
    mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
    return mixed ^ mixed >>> 16;
  }
}
