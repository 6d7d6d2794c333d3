package dev.muster.session;

import dev.muster.ssh.Destination;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One host of a group and the connection to it, if there is one: made when it is first needed,
/// shared by all who need it, made again when it is needed after it has ended.
///
/// A server may let only so many sessions into one connection (`MaxSessions`, 10 by default) and
/// says so only by refusing one. From then on connections are shared by as many as there was room
/// for, and more are made as they are needed. Its monitor guards its fields and is never held
/// during a call.
final class Gateway {

  private final SshClient client;
  private final Destination destination;
  private final @Nullable Jump jump;
  private final boolean keep;
  private final Doubts doubts;
  private List<Link> links = List.of();
  private int mostSessions = Integer.MAX_VALUE;
  private boolean closed;

  /// @param jump the host on the way; null if it is reached directly
  /// @param keep whether the connection stays open when nobody uses it
  Gateway(
      SshClient client, Destination destination, @Nullable Jump jump, boolean keep, Doubts doubts) {
    this.doubts = doubts;
    this.client = client;
    this.destination = destination;
    this.jump = jump;
    this.keep = keep;
  }

  Destination destination() {
    return destination;
  }

  /// Lets `work` use a connection as soon as there is one with room.
  ///
  /// @throws IllegalStateException if the group or the engine is closed
  void use(SshWork work) {
    boolean joined = false;
    while (!joined) {
      List<Link> current;
      int most;
      synchronized (this) {
        if (closed) {
          throw new IllegalStateException("the group is closed");
        }
        current = links;
        most = mostSessions;
      }
      for (int i = 0; i < current.size() && !joined; i++) {
        joined = current.get(i).join(work, most);
      }
      if (!joined) {
        joined = useNew(work, current, most);
      }
    }
  }

  /// Makes a connection, unless somebody else has just done so.
  private boolean useNew(SshWork work, List<Link> known, int most) {
    Link fresh = new Link(this, keep);
    synchronized (this) {
      if (!links.equals(known) || closed) {
        return false;
      }
      links = with(known, fresh);
    }
    boolean joined = fresh.join(work, most);
    fresh.connect();
    return joined;
  }

  private static List<Link> with(List<Link> some, Link more) {
    if (some.isEmpty()) {
      return List.of(more);
    }
    List<Link> all = new ArrayList<>(some);
    all.add(more);
    return List.copyOf(all);
  }

  /// Notes that a connection has no room for more than `sessions`.
  synchronized void limit(int sessions) {
    mostSessions = Math.max(1, Math.min(mostSessions, sessions));
  }

  /// Returns the host on the way, if there is one.
  Optional<Jump> jump() {
    return Optional.ofNullable(jump);
  }

  /// Returns who says that hosts may be others.
  Doubts doubts() {
    return doubts;
  }

  /// Begins a connection for `link`.
  SshConnection connect(Link listener) {
    return client.connect(destination, listener);
  }

  /// Begins a connection for `link` through the host on the way.
  SshConnection connect(SshConnection way, Link listener) {
    return client.connect(destination, way, listener);
  }

  /// Does something later; nothing if the engine is closed before.
  void later(Duration pause, Runnable task) {
    client.schedule(pause, task);
  }

  /// Notes that a link is no longer to be joined.
  synchronized void forget(Link over) {
    if (links.contains(over)) {
      List<Link> left = new ArrayList<>(links);
      left.remove(over);
      links = List.copyOf(left);
    }
  }

  /// Closes the connections that there are. Idempotent.
  void close() {
    List<Link> current;
    synchronized (this) {
      closed = true;
      current = links;
      links = List.of();
    }
    for (Link each : current) {
      each.drop();
    }
  }
}
