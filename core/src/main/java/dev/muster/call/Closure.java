package dev.muster.call;

import dev.muster.call.ClassFiles.View;
import dev.muster.call.Walk.Node;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The classes that a call needs on a host, beyond the JDK and what the agent brings along.
///
/// Immutable. It is computed once for each method, from files, so not on an event loop; asking
/// again takes less than a microsecond. It refers to the loader of the classes, and is kept by the
/// class in which the call stands, so both go together.
public final class Closure {

  private static final int JAVA_0 = 44; // class files of Java 1.1 have version 45

  /// By the class in which a call stands.
  private static final ClassValue<Memo<Target, Closure>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Memo<Target, Closure> computeValue(Class<?> type) {
          return new Memo<>();
        }
      };

  private final Target target;
  private final Wanted wanted;
  private final Loaded loaded;
  private final Memo<Wanted, Closure> variants = new Memo<>();

  /// @param values classes of values, besides what the code names
  /// @param java the release for which classes are taken where a jar has some for several
  private record Wanted(Set<String> values, int java) {}

  /// What travels, and what is known about it here.
  private record Loaded(
      List<PushedClass> classes,
      Set<Origin> origins,
      Map<String, Class<?>> types,
      long size,
      String sha256,
      int major,
      String newest) {}

  private Closure(Target target, Wanted wanted) {
    this.target = target;
    this.wanted = wanted;
    this.loaded = load();
  }

  /// The classes that a call of this method needs.
  ///
  /// @throws IllegalArgumentException if the class of the method has no class file, or if there are
  ///   more than 20,000 classes or 64 MiB of them
  public static Closure of(Target target) {
    return KNOWN.get(target.from()).get(target, Closure::ofAnyJava);
  }

  private static Closure ofAnyJava(Target target) {
    return new Closure(target, new Wanted(Set.of(), Runtime.version().feature()));
  }

  /// This, and what values of the given classes need. Code names what it uses; a value that is only
  /// passed on, as an element of a list say, may be of a class that no code on the way names.
  ///
  /// @param others classes of captured values and arguments; those that are no records or enums are
  ///   passed over
  /// @throws IllegalArgumentException if one of them is not the class of that name which the code
  ///   of the call sees
  public Closure and(Collection<Class<?>> others) {
    var missing = new HashSet<String>();
    for (Class<?> other : others) {
      if (isValue(other) && !other.equals(loaded.types.get(other.getName()))) {
        requireSeen(other);
        missing.add(other.getName());
      }
    }
    if (missing.isEmpty()) {
      return this;
    }
    missing.addAll(wanted.values);
    return variant(new Wanted(Set.copyOf(missing), wanted.java));
  }

  /// This for hosts with another release of Java: of jars that have classes for several releases,
  /// it has those for that one. Whether the host can take them all says [#refusalOf].
  public Closure forJava(int java) {
    return java >= java() ? this : variant(new Wanted(wanted.values, java));
  }

  private Closure variant(Wanted other) {
    return other.equals(wanted) ? this : variants.get(other, any -> new Closure(target, other));
  }

  private void requireSeen(Class<?> other) {
    if (!other.equals(named(other.getName()))) {
      throw new IllegalArgumentException(
          "call: a value is of another "
              + other.getName()
              + " than "
              + target.from().getName()
              + " sees; make both with the same class loader");
    }
  }

  /// What travels; a class comes after those that it extends.
  public List<PushedClass> classes() {
    return loaded.classes;
  }

  /// The records and enums that may come back, by the names that a host may say. They are loaded
  /// already, so that nothing is ever looked up because a host named it, and not initialized.
  public Map<String, Class<?>> types() {
    return loaded.types;
  }

  /// The jars and folders that the classes are from.
  public Set<Origin> origins() {
    return loaded.origins;
  }

  /// The loader through which the classes are seen.
  public ClassLoader loader() {
    ClassLoader loader = target.from().getClassLoader();
    return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
  }

  /// The bytes of all classes together.
  public long size() {
    return loaded.size;
  }

  /// The SHA-256 of all names and their digests, 64 hexadecimal digits.
  public String sha256() {
    return loaded.sha256;
  }

  /// The oldest Java that knows all of the class files, such as 25; 0 if there are none.
  public int java() {
    return loaded.major == 0 ? 0 : loaded.major - JAVA_0;
  }

  /// Says why a host with this Java cannot take the classes, if so.
  public Optional<String> refusalOf(int java) {
    return java >= java()
        ? Optional.empty()
        : Optional.of(
            "has Java %d, class %s is compiled for %d: compile with --release %d, or use --runtime push"
                .formatted(java, loaded.newest, java(), java));
  }

  @Override
  public String toString() {
    return "%s: %,d classes, %,d bytes".formatted(target, loaded.classes.size(), loaded.size);
  }

  private Loaded load() {
    try (View view = ClassFiles.seenBy(loader(), wanted.java)) {
      String owner = target.typeName().replace('.', '/');
      requireFile(owner, view);
      for (String name : wanted.values) {
        requireFile(name.replace('.', '/'), view);
      }
      var untrimmed = new HashSet<String>();
      Walk walk = walk(owner, view, untrimmed);
      for (Set<String> lacking = walk.settle();
          untrimmed.addAll(lacking);
          lacking = walk.settle()) {
        walk = walk(owner, view, untrimmed);
      }
      return loaded(walk);
    }
  }

  private Walk walk(String owner, View view, Set<String> untrimmed) {
    var walk = Walk.forCall(view, untrimmed, Limits.of(target.toString()));
    walk.start(new Member(owner, target.method(), target.descriptor()));
    var names = new ArrayList<String>();
    Names.in(target.descriptor(), names);
    for (String name : names) {
      walk.start(name);
    }
    for (String name : wanted.values) {
      walk.start(name.replace('.', '/'));
    }
    return walk;
  }

  private static void requireFile(String name, View view) {
    if (!Platform.has(name) && view.find(name) == null) {
      throw Refusals.noClassFile(name.replace('/', '.'));
    }
  }

  private Loaded loaded(Walk walk) {
    List<Node> nodes = supersFirst(walk.nodes());
    Node newest = null;
    var origins = new LinkedHashSet<Origin>();
    var types = new TreeMap<String, Class<?>>();
    var classes = new ArrayList<PushedClass>(nodes.size());
    long size = 0;
    for (Node node : nodes) {
      PushedClass file = node.travels();
      classes.add(file);
      size += file.size();
      origins.add(node.facts.origin());
      if (newest == null || node.facts.major() > newest.facts.major()) {
        newest = node;
      }
      if (node.facts.isValue()) {
        type(node.facts.file().name(), types);
      }
    }
    for (String name : walk.platform()) {
      type(name.replace('/', '.'), types);
    }
    return new Loaded(
        List.copyOf(classes),
        Collections.unmodifiableSet(origins),
        Collections.unmodifiableMap(types),
        size,
        digest(classes),
        newest == null ? 0 : newest.facts.major(),
        newest == null ? "" : newest.facts.file().name());
  }

  private void type(String name, Map<String, Class<?>> types) {
    Class<?> type = named(name);
    if (type != null && isValue(type)) {
      types.put(name, type);
    }
  }

  private static boolean isValue(Class<?> type) {
    return type.isRecord() || type.isEnum();
  }

  private @Nullable Class<?> named(String name) {
    try {
      return Class.forName(name, false, loader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null; // then there is no value of it here either
    }
  }

  private static List<Node> supersFirst(Map<String, Node> nodes) {
    var ordered = new LinkedHashMap<String, Node>();
    for (Node node : nodes.values()) {
      add(node, nodes, ordered);
    }
    return List.copyOf(ordered.values());
  }

  private static void add(Node node, Map<String, Node> nodes, Map<String, Node> ordered) {
    if (ordered.containsKey(node.facts.name())) {
      return;
    }
    for (String type : node.facts.kin().supers()) {
      Node above = nodes.get(type);
      if (above != null) {
        add(above, nodes, ordered);
      }
    }
    ordered.put(node.facts.name(), node);
  }

  private static String digest(List<PushedClass> classes) {
    MessageDigest digest = PushedClass.sha256Digest();
    var lines = new ArrayList<String>();
    for (PushedClass file : classes) {
      lines.add(file.name() + " " + file.sha256() + "\n");
    }
    Collections.sort(lines);
    for (String line : lines) {
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
