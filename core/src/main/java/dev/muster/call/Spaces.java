package dev.muster.call;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which classes one gateway has, and in which spaces.
///
/// A space stands for one class loader of ours: classes of the same name from two loaders do not
/// meet. It takes a class once; another one of the same name and loader, with other bytes, opens a
/// new space, because a JVM cannot exchange a class that it has loaded.
///
/// Safe for use by many threads. Its lock is a leaf.
public final class Spaces {

  /// What has to be said before a call.
  ///
  /// @param space where the call runs
  /// @param offer which offer this is, to be named when it has ended; 0 if there is nothing to
  ///   offer
  /// @param classes to be offered: nobody offered them before
  /// @param awaits offers of earlier calls, still under way, that hold classes of this one
  public record Place(int space, int offer, List<PushedClass> classes, Set<Integer> awaits) {}

  private static final class Space {
    final int number;
    final WeakReference<ClassLoader> loader;
    final LateClasses late;
    Held held;

    /// The offers that have not arrived, by number.
    final Map<Integer, List<PushedClass>> underWay = new HashMap<>();

    Space(int number, ClassLoader loader, int java) {
      this.number = number;
      this.loader = new WeakReference<>(loader);
      this.late = new LateClasses(loader, java);
      this.held = Held.nothing(loader);
    }

    Set<Integer> underWay(List<PushedClass> files) {
      if (underWay.isEmpty()) {
        return Set.of();
      }
      var needed = new HashSet<PushedClass>(files);
      var offers = new HashSet<Integer>();
      underWay.forEach((offer, classes) -> {
        if (classes.stream().anyMatch(needed::contains)) {
          offers.add(offer);
        }
      });
      return Set.copyOf(offers);
    }
  }

  private final int java;
  private final List<Space> spaces = new ArrayList<>(1); // guarded by this
  private int lastSpace; // guarded by this
  private int lastOffer; // guarded by this

  /// @param java the release of the host's Java, such as 17
  public Spaces(int java) {
    this.java = java;
  }

  /// Finds the space for a call and what is still to be offered there. What is offered counts as
  /// under way until [#arrived] or [#failed].
  public Place place(Closure closure) {
    return place(closure.loader(), closure.sha256(), closure.classes(), closure.origins());
  }

  synchronized Place place(
      ClassLoader loader, String sha256, List<PushedClass> files, Set<Origin> origins) {
    for (Space space : spaces) {
      if (space.loader.refersTo(loader)) {
        Held.Step step = space.held.with(sha256, files, origins);
        if (step != null) {
          return place(space, step, files);
        }
      }
    }
    if (!spaces.isEmpty()) {
      spaces.removeIf(space -> space.loader.refersTo(null)); // nobody can call its classes any more
    }
    var space = new Space(++lastSpace, loader, java);
    Held.Step step = space.held.with(sha256, files, origins);
    if (step == null) {
      throw new IllegalStateException("two classes of one name are needed by one call");
    }
    spaces.add(space);
    return place(space, step, files);
  }

  private Place place(Space space, Held.Step step, List<PushedClass> files) {
    Set<Integer> awaits = space.underWay(files);
    space.held = step.next();
    space.late.allow(step.next().origins());
    if (step.fresh().isEmpty()) {
      return new Place(space.number, 0, List.of(), awaits);
    }
    space.underWay.put(++lastOffer, step.fresh());
    return new Place(space.number, lastOffer, step.fresh(), awaits);
  }

  /// Says that all classes of an offer are there.
  public synchronized void arrived(int offer) {
    for (Space space : spaces) {
      space.underWay.remove(offer);
    }
  }

  /// Says that an offer ended before all of its classes were there: who needs them offers them
  /// again. The agent says which of them it has.
  public synchronized void failed(int offer) {
    for (Space space : spaces) {
      List<PushedClass> classes = space.underWay.remove(offer);
      if (classes != null) {
        space.held = space.held.without(classes);
      }
    }
  }

  /// What answers the agent's requests for classes and resources of a space, or null if there is no
  /// such space: a host can say any number.
  public synchronized @Nullable LateClasses late(int space) {
    for (Space known : spaces) {
      if (known.number == space) {
        return known.late;
      }
    }
    return null;
  }
}
