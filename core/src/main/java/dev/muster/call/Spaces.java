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

  private static final int HELD = 0;

  private static final class Space {
    final int number;
    final WeakReference<ClassLoader> loader;
    final Map<String, PushedClass> classes = new HashMap<>();

    /// By name of the class: the offer that is to bring it, or [#HELD].
    final Map<String, Integer> offers = new HashMap<>();

    final LateClasses late;

    Space(int number, ClassLoader loader, int java) {
      this.number = number;
      this.loader = new WeakReference<>(loader);
      this.late = new LateClasses(loader, java);
    }

    boolean takes(List<PushedClass> files) {
      return files.stream()
          .allMatch(file -> {
            PushedClass there = classes.get(file.name());
            return there == null || there.sha256().equals(file.sha256());
          });
    }
  }

  private final int java;
  private final List<Space> spaces = new ArrayList<>(); // guarded by this
  private int lastOffer; // guarded by this

  /// @param java the release of the host's Java, such as 17
  public Spaces(int java) {
    this.java = java;
  }

  /// Finds the space for a call and what is still to be offered there. What is offered counts as
  /// under way until [#arrived] or [#failed].
  public synchronized Place place(Closure closure) {
    Place place = place(closure.loader(), closure.classes());
    spaces.get(place.space - 1).late.allow(closure.origins());
    return place;
  }

  synchronized Place place(ClassLoader loader, List<PushedClass> files) {
    Space space = space(loader, files);
    int offer = lastOffer + 1;
    var classes = new ArrayList<PushedClass>();
    var awaits = new HashSet<Integer>();
    for (PushedClass file : files) {
      Integer under = space.offers.get(file.name());
      if (under == null) {
        space.classes.put(file.name(), file);
        space.offers.put(file.name(), offer);
        classes.add(file);
      } else if (under != HELD) {
        awaits.add(under);
      }
    }
    if (classes.isEmpty()) {
      return new Place(space.number, 0, List.of(), Set.copyOf(awaits));
    }
    lastOffer = offer;
    return new Place(space.number, offer, List.copyOf(classes), Set.copyOf(awaits));
  }

  private Space space(ClassLoader loader, List<PushedClass> files) {
    for (Space space : spaces) {
      if (space.loader.refersTo(loader) && space.takes(files)) {
        return space;
      }
    }
    var space = new Space(spaces.size() + 1, loader, java);
    spaces.add(space);
    return space;
  }

  /// Says that all classes of an offer are there.
  public synchronized void arrived(int offer) {
    for (Space space : spaces) {
      space.offers.replaceAll((name, under) -> under == offer ? HELD : under);
    }
  }

  /// Says that an offer ended before all of its classes were there: who needs them offers them
  /// again. The agent says which of them it has.
  public synchronized void failed(int offer) {
    for (Space space : spaces) {
      space.offers.values().removeIf(under -> under == offer);
    }
  }

  /// What answers the agent's requests for classes and resources of a space, or null if there is no
  /// such space: a host can say any number.
  public synchronized @Nullable LateClasses late(int space) {
    return space < 1 || space > spaces.size() ? null : spaces.get(space - 1).late;
  }
}
