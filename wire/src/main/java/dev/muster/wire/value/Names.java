package dev.muster.wire.value;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records and constants that were named in an item, by their number.
final class Names {

  /// Up to here they are looked through one by one.
  private static final int FEW = 12;

  private List<Object> all = List.of();
  private @Nullable IdentityHashMap<Object, Integer> numbers;

  int size() {
    return all.size();
  }

  List<Object> all() {
    return all;
  }

  /// Returns the number of what was added, from 1 on; 0 if it was not. Classes and constants are
  /// the same or not equal.
  @SuppressWarnings("ReferenceEquality")
  int find(Object what) {
    if (numbers != null) {
      return numbers.getOrDefault(what, 0);
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) == what) {
        return i + 1;
      }
    }
    return 0;
  }

  void add(Object what) {
    if (all.isEmpty()) {
      all = new ArrayList<>();
    }
    all.add(what);
    if (numbers != null) {
      numbers.put(what, all.size());
    } else if (all.size() > FEW) {
      numbers = new IdentityHashMap<>();
      for (Object one : all) {
        numbers.put(one, numbers.size() + 1);
      }
    }
  }

  /// Forgets all but the first.
  void cut(int size) {
    if (all.size() > size) {
      all.subList(size, all.size()).clear();
    }
    if (numbers != null) {
      numbers.values().removeIf(number -> number > size);
    }
  }
}
