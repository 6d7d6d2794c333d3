package dev.muster.session;

import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.SshConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection of a [Gateway] from its beginning to its end, and those who wait for it.
///
/// ```
///   CONNECTING ──ready──▶ READY ──ended, or dropped──▶ OVER
///        └──────────── ended, or dropped ────────────────▲
/// ```
///
/// Its monitor guards its fields and is never held during a call.
final class Link implements ConnectionListener {

  private enum State {
    CONNECTING,
    READY,
    OVER
  }

  private final Gateway gateway;
  private final boolean keep;
  private State state = State.CONNECTING;
  private @Nullable SshConnection connection;
  private List<SshWork> waiting = new ArrayList<>(1);
  private int users;

  Link(Gateway gateway, boolean keep) {
    this.gateway = gateway;
    this.keep = keep;
  }

  /// Lets `work` wait for the connection, or use it at once if it is ready.
  ///
  /// @return false if this link is over
  boolean join(SshWork work) {
    SshConnection ready;
    synchronized (this) {
      if (state == State.OVER) {
        return false;
      }
      users++;
      if (state == State.CONNECTING) {
        waiting.add(work);
      }
      ready = state == State.READY ? connection : null;
    }
    work.joined(this);
    if (ready != null) {
      work.ready(ready);
    }
    return true;
  }

  /// Takes the connection as soon as it is begun, so that it can be dropped before it is ready.
  void connected(SshConnection begun) {
    boolean late;
    synchronized (this) {
      connection = begun;
      late = state == State.OVER;
    }
    if (late) {
      begun.close();
    }
  }

  @Override
  public void ready(SshConnection made) {
    List<SshWork> works;
    synchronized (this) {
      if (state != State.CONNECTING) {
        return;
      }
      state = State.READY;
      connection = made;
      works = waiting;
      waiting = List.of();
    }
    for (SshWork work : works) {
      work.ready(made);
    }
  }

  @Override
  public void ended(SshConnection made, Optional<dev.muster.ssh.Failure> why) {
    List<SshWork> works;
    synchronized (this) {
      state = State.OVER;
      works = waiting;
      waiting = List.of();
    }
    gateway.forget(this);
    if (works.isEmpty()) {
      return;
    }
    Failure failure = why.isPresent() ? Failures.of(why.get()) : cancelled();
    for (SshWork work : works) {
      work.unreached(failure);
    }
  }

  /// Takes back one who waits; the connection is given up unless somebody else needs it.
  void leave(SshWork work) {
    boolean last;
    boolean waited = false;
    synchronized (this) {
      last = users == 1;
      if (!last) {
        waited = waiting.remove(work);
      }
    }
    if (last) {
      drop();
    } else if (waited) {
      work.unreached(cancelled());
    }
  }

  /// Notes that one who used it is done; the last one closes it unless it is to be kept.
  void release() {
    boolean last;
    synchronized (this) {
      users--;
      last = users == 0;
    }
    if (last && !keep) {
      drop();
    }
  }

  /// Closes the connection; whoever waits for it hears of its end.
  void drop() {
    SshConnection current;
    synchronized (this) {
      state = State.OVER;
      current = connection;
    }
    gateway.forget(this);
    if (current != null) {
      current.close();
    }
  }

  private Failure cancelled() {
    return new Failure.Cancelled(Phase.CONNECT, gateway.destination().address());
  }
}
