package dev.muster.call;

import dev.muster.call.ClassFacts.Shape;
import dev.muster.call.ClassFiles.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
    private final @Nullable Image image;
    private Depth depth = Depth.NAME;
    private @Nullable Reach reach;

    private Node(ClassFacts facts, @Nullable Image image) {
      this.facts = facts;
      this.image = image;
    }

    PushedClass travels() {
      Image cut = cut();
      return cut == null ? facts.file() : cut.file();
    }

    /// The members that are used, or null if the class is needed whole.
    @Nullable Set<String> used() {
      return depth == Depth.WHOLE || reach == null ? null : reach.reached();
    }

    /// The part of the class that travels, or null if all of its bytes do.
    private @Nullable Image cut() {
      return depth == Depth.WHOLE ? null : image;
    }

    private boolean isUsed() {
      return reach != null && depth == Depth.PART && !reach.reached().isEmpty();
    }

    private boolean lacksMembers() {
      Image cut = cut();
      Set<String> used = used();
      return cut != null && used != null && !cut.members().containsAll(used);
    }
  }

  private final View view;
  private final Predicate<ClassFacts> follow;

  /// Which classes that hold calls travel with all their bytes; null while it is found out which
  /// part of one does.
  private final @Nullable Set<String> uncut;

  private final Limits limits;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<String> platform = new LinkedHashSet<>();
  private final Deque<Node> toFollow = new ArrayDeque<>();
  private final Deque<Member> toMark = new ArrayDeque<>();

  private Walk(
      View view, Predicate<ClassFacts> follow, @Nullable Set<String> uncut, Limits limits) {
    this.view = view;
    this.follow = follow;
    this.uncut = uncut;
    this.limits = limits;
  }

  /// A walk that finds what a call needs.
  ///
  /// @param uncut classes that hold calls and travel with all their bytes nevertheless
  static Walk forCall(View view, Set<String> uncut, Limits limits) {
    return new Walk(view, any -> true, uncut, limits);
  }

  /// A walk that finds out which part of a class that holds calls its calls need.
  ///
  /// @param follow which classes to look at
  static Walk forCut(View view, Predicate<ClassFacts> follow, Limits limits) {
    return new Walk(view, follow, null, limits);
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
      toMark.add(member);
    }
    work();
  }

  /// Follows all of a class.
  void start(String name) {
    need(name, Depth.WHOLE);
    work();
  }

  private void work() {
    while (!toFollow.isEmpty() || !toMark.isEmpty()) {
      if (toFollow.isEmpty()) {
        mark(toMark.removeFirst());
      } else {
        follow(toFollow.removeFirst());
      }
    }
  }

  /// Ends the walk: adds what the JVM has to know to verify members that travel and were not
  /// reached.
  ///
  /// @return classes that travel in part and lack a member that was reached; the walk has to be
  ///   done again with these uncut
  Set<String> settle() {
    var lacking = new HashSet<String>();
    for (Node node : List.copyOf(nodes.values())) {
      if (node.lacksMembers()) {
        lacking.add(node.facts.name());
      }
      if (node.isUsed()) {
        need(view.verified(node.facts, node.cut()), Depth.NAME);
      }
    }
    return lacking;
  }

  private void need(Collection<String> names, Depth depth) {
    for (String name : names) {
      need(name, depth);
    }
  }

  private void need(String name, Depth depth) {
    Node node = node(name);
    if (node == null || depth == Depth.NAME) {
      return;
    }
    if (depth == Depth.PART || node.depth == Depth.PART || isMostlyForTheController(node.facts)) {
      part(node);
    } else {
      whole(node);
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
    boolean whole = uncut == null || uncut.contains(name);
    var node = new Node(facts, whole ? null : view.image(facts));
    nodes.put(name, node);
    need(facts.kin().supers(), Depth.NAME);
    need(facts.kin().around(), Depth.NAME);
    return node;
  }

  private void part(Node node) {
    if (node.facts.isValue()) {
      whole(node);
    }
    if (node.depth != Depth.NAME) {
      return;
    }
    node.depth = Depth.PART;
    node.reach = new Reach(node.facts);
    need(node.facts.kin().supers(), Depth.PART);
  }

  private void whole(Node node) {
    if (node.depth != Depth.WHOLE) {
      node.depth = Depth.WHOLE;
      toFollow.add(node);
    }
  }

  private void follow(Node node) {
    extend(node);
    Mentions mentions = view.mentions(node.facts);
    need(mentions.names(), Depth.WHOLE);
    toMark.addAll(mentions.members());
  }

  /// A class that another extends is called through that in ways that are not worth to follow.
  private void extend(Node node) {
    for (String type : node.facts.kin().supers()) {
      Node above = node(type);
      if (above != null) {
        whole(above);
      }
    }
  }

  private void mark(Member member) {
    Node node = nodes.get(member.owner());
    if (node == null || node.depth != Depth.PART || node.reach == null) {
      return;
    }
    Reach reach = node.reach;
    boolean used = node.isUsed();
    boolean instantiated = reach.instantiated();
    if (reach.declares(member)) {
      var names = new ArrayList<String>();
      reach.mark(member, names, toMark);
      need(names, Depth.WHOLE);
    } else {
      for (String type : node.facts.kin().supers()) {
        mark(member.in(type));
      }
    }
    if (!used && node.isUsed()) {
      initialize(node);
    }
    if (!instantiated && reach.instantiated()) {
      extend(node);
    }
  }

  /// The initializers of a class and of those above it run before anything of it does, unless it
  /// travels without.
  private void initialize(Node node) {
    var initializer = Member.initializer(node.facts.name());
    boolean without =
        node.image == null
            ? uncut == null && node.facts.shape() == Shape.HOLDS_CALLS
            : !node.image.members().contains(Reach.key(initializer));
    if (!without) {
      mark(initializer);
    }
    for (String type : node.facts.kin().supers()) {
      Node above = nodes.get(type);
      if (above != null) {
        initialize(above);
      }
    }
  }
}
