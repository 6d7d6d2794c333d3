package dev.muster.wire.fuzz;

import dev.muster.wire.MuxFuzz;
import dev.muster.wire.message.MessageFuzz;
import dev.muster.wire.value.ValueFuzz;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/// All targets of this module, by name.
final class Targets {

  private static final TreeMap<String, Supplier<FuzzTarget>> ALL = new TreeMap<>();

  static {
    ALL.put("messages", MessageFuzz::new);
    ALL.put("mux", MuxFuzz::new);
    ALL.put("values", ValueFuzz::new);
  }

  private Targets() {}

  /// Returns the names in order.
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /// Makes the target of that name.
  static FuzzTarget named(String name) {
    Supplier<FuzzTarget> target = ALL.get(name);
    if (target == null) {
      throw new IllegalArgumentException("no fuzz target \"" + name + "\"; there are " + names());
    }
    return target.get();
  }
}
