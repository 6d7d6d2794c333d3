package dev.muster.plan;

import dev.muster.host.Spec;
import java.util.HashMap;
import java.util.Map;

/// What the targets of one group are called, given one after the other.
///
/// Commands whose words give the same label are numbered in their order: `sudo`, `sudo-2`. A target
/// that is named twice is called the same twice, and so are others that the user called so.
public final class Labels {

  private final Map<String, Spec> taken = new HashMap<>();

  /// Returns what the next target is called.
  public String of(Spec spec) {
    String label = spec.label();
    boolean chosen = spec.kind() != Spec.Kind.COMMAND || spec.option(Spec.ID).isPresent();
    String free = label;
    for (int next = 2; !chosen && isOfAnother(free, spec); next++) {
      free = label + "-" + next;
    }
    taken.putIfAbsent(free, spec);
    return free;
  }

  private boolean isOfAnother(String label, Spec spec) {
    Spec known = taken.get(label);
    return known != null && !known.equals(spec);
  }
}
