package dev.muster.call;

import dev.muster.call.ClassFacts.Shape;
import dev.muster.call.ClassFiles.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Follows what classes need until nothing new comes up.
///
/// A class is needed to one of three depths, and may be found to be needed deeper later:
///
/// - [Depth#NAME]: it is loaded, for what it is called or what it extends, and never initialized;
/// - [Depth#PART]: some of its members are used, and only what those use is followed;
/// - [Depth#WHOLE]: everything it names is followed.
///
/// The class that a call names first is needed in part, and so are classes that hold calls
/// themselves and those of this library: these are often the largest of a program, and hardly
/// anything in them is meant for hosts. All others are needed whole, so that they find there what
/// they find here, by reflection too.
final class Walk {

  enum Depth {
    NAME,
    PART,
    WHOLE
  }

  /// One class on the way.
  static final class Node {
    final ClassFacts facts;
    Depth depth = Depth.NAME;
    @Nullable Reach reach;

    /// The part of the class that travels, or null if all of its bytes do.
    @Nullable Image image;

    private Node(ClassFacts facts) {
      this.facts = facts;
    }

    PushedClass travels() {
      return image == null ? facts.file() : image.file();
    }
  }

  private final View view;
  private final Predicate<ClassFacts> follow;
  private final Set<String> untrimmed;
  private final Limits limits;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<String> platform = new LinkedHashSet<>();
  private final Deque<Runnable> work = new ArrayDeque<>();

  /// @param follow which classes to look at
  /// @param untrimmed classes that hold calls and travel with all their bytes nevertheless
  Walk(View view, Predicate<ClassFacts> follow, Set<String> untrimmed, Limits limits) {
    this.view = view;
    this.follow = follow;
    this.untrimmed = untrimmed;
    this.limits = limits;
  }

  Map<String, Node> nodes() {
    return nodes;
  }

  /// Classes of the JDK that were named.
  Set<String> platform() {
    return platform;
  }

  /// Follows one member of a class, and nothing of that class besides.
  void start(Member member) {
    Node node = node(member.owner());
    if (node != null) {
      part(node);
      reach(member);
    }
    work();
  }

  /// Follows all of a class.
  void start(String name) {
    need(name, Depth.WHOLE);
    work();
  }

  private void work() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  /// Ends the walk: what the verifier has to know about the members that travel but were not
  /// reached.
  ///
  /// @return classes that travel in part and lack a member that was reached; with these untrimmed,
  ///   the walk has to be done again
  Set<String> settle() {
    var lacking = new HashSet<String>();
    var done = new HashSet<Node>();
    for (boolean more = true; more; ) {
      more = false;
      for (Node node : List.copyOf(nodes.values())) {
        if (done.add(node)) {
          more = true;
          settle(node, lacking);
        }
      }
      work();
    }
    return lacking;
  }

  private void settle(Node node, Set<String> lacking) {
    Reach reach = node.reach;
    boolean trimmed = isTrimmed(node);
    if (trimmed) {
      node.image = view.image(node.facts);
    }
    Image image = node.image;
    if (trimmed
        && reach != null
        && (image == null || !image.members().containsAll(reach.reached()))) {
      lacking.add(node.facts.name());
    }
    if (node.depth == Depth.PART) {
      view.verified(node.facts, image).forEach(name -> need(name, Depth.NAME));
    }
  }

  private boolean isTrimmed(Node node) {
    return node.facts.shape() == Shape.HOLDS_CALLS
        && node.depth != Depth.WHOLE
        && !untrimmed.contains(node.facts.name());
  }

  private void need(String name, Depth depth) {
    Node node = node(name);
    if (node == null) {
      return;
    }
    switch (depth) {
      case NAME -> {}
      case PART -> part(node);
      case WHOLE -> {
        if (node.depth == Depth.PART || isMostlyForTheController(node.facts)) {
          part(node);
        } else {
          whole(node);
        }
      }
    }
  }

  private static boolean isMostlyForTheController(ClassFacts facts) {
    return facts.shape() == Shape.HOLDS_CALLS || Platform.isController(facts.name());
  }

  private @Nullable Node node(String name) {
    if (Platform.has(name)) {
      platform.add(name);
      return null;
    }
    Node known = nodes.get(name);
    if (known != null) {
      return known;
    }
    ClassFacts facts = view.find(name);
    if (facts == null || !follow.test(facts)) {
      return null; // where it is used on the host it is missing as it is here
    }
    limits.count(facts);
    var node = new Node(facts);
    nodes.put(name, node);
    facts.kin().supers().forEach(type -> need(type, Depth.NAME));
    facts.kin().around().forEach(type -> need(type, Depth.NAME));
    return node;
  }

  /// The initializer of a class runs before anything of it does, unless the class travels without.
  private void part(Node node) {
    if (node.facts.isValue()) {
      whole(node);
    }
    if (node.depth != Depth.NAME) {
      return;
    }
    node.depth = Depth.PART;
    node.reach = new Reach(node.facts);
    if (!isTrimmed(node)) {
      reach(Member.initializer(node.facts.name()));
      node.facts.kin().permitted().forEach(type -> need(type, Depth.WHOLE));
    }
    node.facts.kin().supers().forEach(type -> need(type, Depth.PART));
  }

  private void whole(Node node) {
    if (node.depth == Depth.WHOLE) {
      return;
    }
    node.depth = Depth.WHOLE;
    work.add(() -> {
      node.facts.kin().supers().forEach(this::extended);
      node.facts.kin().permitted().forEach(type -> need(type, Depth.WHOLE));
      Mentions mentions = view.mentions(node.facts);
      mentions.names().forEach(name -> need(name, Depth.WHOLE));
      mentions.members().forEach(this::reach);
    });
  }

  /// A class that another extends is called through that in ways that are not worth to follow.
  private void extended(String name) {
    Node node = node(name);
    if (node != null) {
      whole(node);
    }
  }

  private void reach(Member member) {
    work.add(() -> mark(member));
  }

  private void mark(Member member) {
    Node node = nodes.get(member.owner());
    if (node == null || node.depth != Depth.PART || node.reach == null) {
      return;
    }
    Reach reach = node.reach;
    if (!reach.declares(member)) {
      node.facts.kin().supers().forEach(type -> mark(member.in(type)));
      return;
    }
    boolean before = reach.instantiated();
    var members = new ArrayList<Member>();
    reach.mark(member, name -> need(name, Depth.WHOLE), members::add);
    members.forEach(this::reach);
    if (!before && reach.instantiated()) {
      node.facts.kin().supers().forEach(this::extended);
    }
  }
}
