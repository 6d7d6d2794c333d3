package dev.muster.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The classes that a space has been offered, and where they are from. Immutable, and the same
/// object for all gateways that were offered the same, one call after another: ten thousand of them
/// cost no more than one.
final class Held {

  /// What another call adds.
  ///
  /// @param next what is held then
  /// @param fresh the classes that were not held before
  record Step(Held next, List<PushedClass> fresh) {}

  private static final Map<ClassLoader, Held> NOTHING = new WeakHashMap<>();

  private final Map<String, PushedClass> classes;
  private final Set<Origin> origins;

  /// By the digest of what a call needs.
  private final Map<String, Step> steps = new ConcurrentHashMap<>();

  private Held(Map<String, PushedClass> classes, Set<Origin> origins) {
    this.classes = classes;
    this.origins = origins;
  }

  /// What a space for the classes of a loader begins with.
  static Held nothing(ClassLoader loader) {
    synchronized (NOTHING) {
      Held known = NOTHING.get(loader);
      if (known == null) {
        known = new Held(Map.of(), Set.of());
        NOTHING.put(loader, known);
      }
      return known;
    }
  }

  Set<Origin> origins() {
    return origins;
  }

  /// What is held with these classes too, or null if one of them is held with other bytes.
  ///
  /// @param sha256 of all of `files`
  @Nullable Step with(String sha256, List<PushedClass> files, Set<Origin> places) {
    Step known = steps.get(sha256);
    if (known != null && known.next.origins.containsAll(places)) {
      return known;
    }
    var fresh = new ArrayList<PushedClass>();
    for (PushedClass file : files) {
      PushedClass there = classes.get(file.name());
      if (there == null) {
        fresh.add(file);
      } else if (!there.sha256().equals(file.sha256())) {
        return null;
      }
    }
    var step = new Step(plus(fresh, places), List.copyOf(fresh));
    steps.put(sha256, step);
    return step;
  }

  private Held plus(List<PushedClass> fresh, Set<Origin> places) {
    if (fresh.isEmpty() && origins.containsAll(places)) {
      return this;
    }
    var all = new HashMap<>(classes);
    for (PushedClass file : fresh) {
      all.put(file.name(), file);
    }
    var everywhere = new HashSet<>(origins);
    everywhere.addAll(places);
    return new Held(all, Set.copyOf(everywhere));
  }

  /// What is held without these.
  Held without(List<PushedClass> files) {
    var rest = new HashMap<>(classes);
    files.forEach(file -> rest.remove(file.name()));
    return new Held(rest, origins);
  }
}
