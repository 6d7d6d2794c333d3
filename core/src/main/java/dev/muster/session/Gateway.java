package dev.muster.session;

import dev.muster.ssh.Destination;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One host of a group and the connection to it, if there is one: made when it is first needed,
/// shared by all who need it, made again when it is needed after it has ended.
///
/// Its monitor guards its fields and is never held during a call.
final class Gateway {

  private final SshClient client;
  private final Destination destination;
  private final @Nullable Jump jump;
  private final boolean keep;
  private @Nullable Link link;
  private boolean closed;

  /// @param jump the host on the way; null if it is reached directly
  /// @param keep whether the connection stays open when nobody uses it
  Gateway(SshClient client, Destination destination, @Nullable Jump jump, boolean keep) {
    this.client = client;
    this.destination = destination;
    this.jump = jump;
    this.keep = keep;
  }

  Destination destination() {
    return destination;
  }

  /// Lets `work` use the connection as soon as there is one.
  ///
  /// @throws IllegalStateException if the group or the engine is closed
  void use(SshWork work) {
    boolean joined = false;
    while (!joined) {
      Link current;
      boolean fresh = false;
      synchronized (this) {
        if (closed) {
          throw new IllegalStateException("the group is closed");
        }
        if (link == null) {
          link = new Link(this, keep);
          fresh = true;
        }
        current = link;
      }
      joined = current.join(work);
      if (fresh) {
        current.connect();
      } else if (!joined) {
        forget(current);
      }
    }
  }

  /// Returns the host on the way, if there is one.
  Optional<Jump> jump() {
    return Optional.ofNullable(jump);
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
    if (link == over) {
      link = null;
    }
  }

  /// Closes the connection if there is one. Idempotent.
  void close() {
    Link current;
    synchronized (this) {
      closed = true;
      current = link;
      link = null;
    }
    if (current != null) {
      current.drop();
    }
  }
}
