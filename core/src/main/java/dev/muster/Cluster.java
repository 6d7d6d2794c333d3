package dev.muster;

import dev.muster.host.Spec;
import dev.muster.model.GroupResult;
import dev.muster.session.GroupGateways;
import dev.muster.session.Routes;
import dev.muster.session.Sessions;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gateways that come and go while it lives, each with an id of its own.
///
/// A [Group] does not change; this does, and [#group] gives the group of those that it has at that
/// moment. A call of this is one of that group. Gateways connect when they are first used. Safe for
/// use by many threads.
///
/// ```java
/// try (Cluster cluster = muster.cluster("ssh:localhost//chdir=mytmp//nice=20")) {
///   Gateway first = cluster.open();                       // gw0
///   Gateway db = cluster.open("docker:db//id=db");
///   cluster.call(Load::average);
///   cluster.remove("gw0", Duration.ofSeconds(1));
/// }
/// ```
public final class Cluster implements GroupCalls, GroupStreams, Iterable<Gateway>, AutoCloseable {

  private final Sessions sessions;

  // All that follows is guarded by this, which is a leaf.

  private final Map<String, Gateway> members = new LinkedHashMap<>();
  private final Set<String> reserved = new HashSet<>();
  private Spec standard;
  private int next;
  private boolean closed;

  Cluster(Sessions sessions, String standard) {
    this.sessions = sessions;
    this.standard = checked(standard);
  }

  private static Spec checked(String spec) {
    Spec parsed = Spec.parse(spec);
    if (parsed.option(Spec.ID).isPresent()) {
      throw new IllegalArgumentException(
          "spec \""
              + spec
              + "\": what is opened again and again cannot have one id; leave //id out");
    }
    return parsed;
  }

  /// Returns what [#open()] opens.
  public synchronized Spec standard() {
    return standard;
  }

  /// Says what [#open()] opens from now on.
  ///
  /// @throws IllegalArgumentException if it cannot be understood, or has an id
  public void standard(String spec) {
    Spec parsed = checked(spec);
    synchronized (this) {
      standard = parsed;
    }
  }

  /// Returns a spec with an id that nobody else here gets: its own, or the next of `gw0`, `gw1`,
  /// and so on. It is opened later, or never.
  ///
  /// @throws IllegalArgumentException if it cannot be understood, or its id is taken
  public Spec reserve(String spec) {
    return reserve(Spec.parse(spec));
  }

  private synchronized Spec reserve(Spec spec) {
    Optional<String> own = spec.option(Spec.ID);
    if (own.isPresent()) {
      if (isTaken(own.get())) {
        throw new IllegalArgumentException(
            "spec \"" + spec + "\": the id " + own.get() + " is taken");
      }
      reserved.add(own.get());
      return spec;
    }
    String id = "gw" + next++;
    while (isTaken(id)) {
      id = "gw" + next++;
    }
    reserved.add(id);
    return spec.with(Spec.ID, id);
  }

  private boolean isTaken(String id) {
    return members.containsKey(id) || reserved.contains(id);
  }

  /// Adds a gateway to what is opened unless something else is said. It gets the next id.
  ///
  /// @throws IllegalStateException if this is closed
  public Gateway open() {
    return open(reserve(standard()));
  }

  /// Adds a gateway. It gets the next id, unless the spec has one.
  ///
  /// @throws IllegalArgumentException if the spec cannot be understood, or its id is taken
  /// @throws IllegalStateException if this is closed
  public Gateway open(String spec) {
    return open(reserve(spec));
  }

  /// Adds the gateway of a spec that [#reserve] gave.
  ///
  /// @throws IllegalArgumentException if its id was not reserved, or the configuration cannot be
  ///   followed for it
  /// @throws IllegalStateException if this is closed
  public Gateway open(Spec spec) {
    String id = spec.option(Spec.ID).orElse("");
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the cluster is closed");
      }
      if (!reserved.remove(id)) {
        throw new IllegalArgumentException(
            "spec \"" + spec + "\": its id was not reserved here, or is in use; open its text");
      }
    }
    Routes routes = sessions.routes(List.of(spec.toString()));
    GroupGateways own = sessions.group(routes, true, this::find);
    Gateway made = Gateway.of(routes.hosts().getFirst(), own, sessions);
    boolean late;
    synchronized (this) {
      late = closed || members.putIfAbsent(id, made) != null;
    }
    if (late) {
      throw new IllegalStateException("the cluster is closed, or has got another " + id);
    }
    return made;
  }

  private synchronized Optional<GroupGateways.Member> find(String id) {
    return Optional.ofNullable(members.get(id)).map(Gateway::member);
  }

  /// Takes a gateway out: its calls are interrupted, its agent and its connection end, within
  /// `grace` and as much again. Its id may be used again. Gateways behind it end with it.
  ///
  /// @throws IllegalArgumentException if there is none with that id
  /// @throws InterruptedException if the caller is interrupted; what is left is killed then
  public void remove(String id, Duration grace) throws InterruptedException {
    Gateway gone;
    synchronized (this) {
      gone = members.remove(id);
    }
    if (gone == null) {
      throw noSuch(id);
    }
    GroupGateways own = gone.member().group();
    try {
      own.terminate(grace);
    } finally {
      own.close();
    }
  }

  private IllegalArgumentException noSuch(String id) {
    return new IllegalArgumentException(
        "the cluster has no gateway \"" + id + "\"; it has " + group().names());
  }

  /// Returns the gateways that it has now as a group, which borrows them: closing it closes
  /// nothing, and who is added later is not in it.
  public Group group() {
    return Group.of(sessions, gateways());
  }

  /// Returns the gateways that it has now, in the order in which they were opened.
  public synchronized List<Gateway> gateways() {
    return new ArrayList<>(members.values());
  }

  /// Returns the gateways that it has now.
  @Override
  public Iterator<Gateway> iterator() {
    return gateways().iterator();
  }

  /// Returns how many it has.
  public synchronized int size() {
    return members.size();
  }

  /// Returns whether it has a gateway with that id.
  public synchronized boolean contains(String id) {
    return members.containsKey(id);
  }

  /// Returns the gateway at `place` among those that it has now, counted from 0.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public Gateway gateway(int place) {
    return gateways().get(place);
  }

  /// Returns the gateway with that id.
  ///
  /// @throws IllegalArgumentException if there is none
  public Gateway gateway(String id) {
    Gateway found;
    synchronized (this) {
      found = members.get(id);
    }
    if (found == null) {
      throw noSuch(id);
    }
    return found;
  }

  @Override
  public <R extends @Nullable Object> GroupResult<R> callOf(
      Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException {
    return group().callOf(function, arguments);
  }

  @Override
  public <R extends @Nullable Object> Arrivals<R> streamOf(
      Serializable function, List<? extends @Nullable Object> arguments) {
    return group().streamOf(function, arguments);
  }

  /// Ends the agents and connections of all gateways, as [Group#terminate]. They stay members, and
  /// connect anew when they are used.
  ///
  /// @throws InterruptedException if the caller is interrupted; what is left is killed then
  public void terminate(Duration grace) throws InterruptedException {
    group().terminate(grace);
  }

  /// Ends all gateways, all at once, within a few seconds. Idempotent.
  @Override
  public void close() {
    List<GroupGateways> all;
    synchronized (this) {
      closed = true;
      all = members.values().stream().map(gateway -> gateway.member().group()).toList();
      members.clear();
    }
    GroupGateways.closeAll(all);
  }

  @Override
  public String toString() {
    return "cluster: " + group();
  }
}
