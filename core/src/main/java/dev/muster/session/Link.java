package dev.muster.session;

import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.SshConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection of a [Gateway] from its beginning to its end, and those who wait for it.
///
/// ```
///      ┌──┐ turned away, tried again
///      │  ▼
///   CONNECTING ──secured──▶ SECURED ──ready──▶ READY ──ended, or dropped──▶ OVER
///        └─────────────────────┴──── ended, or dropped ────────────────────────▲
/// ```
///
/// Its monitor guards its fields and is never held during a call.
final class Link implements ConnectionListener, Passenger {

  private enum State {
    CONNECTING,
    SECURED,
    READY,
    OVER
  }

  private final Gateway gateway;
  private final boolean keep;
  private final Retry retry;
  private State state = State.CONNECTING;
  private @Nullable SshConnection connection;
  private List<SshWork> waiting = new ArrayList<>(1);
  private boolean onTheWay;
  private int users;
  private boolean shared;
  private int tries;

  Link(Gateway gateway, boolean keep) {
    this.gateway = gateway;
    this.keep = keep;
    this.retry = Retry.beginning(gateway.destination());
  }

  /// Returns whether the connection stays open when nobody uses it.
  boolean isKept() {
    return keep;
  }

  /// Lets `work` wait for the connection, or use it at once if it is ready.
  ///
  /// @param most how many may use it at once
  /// @return false if this link is over or has no room
  boolean join(SshWork work, int most) {
    SshConnection ready;
    synchronized (this) {
      if (state == State.OVER || users >= most) {
        return false;
      }
      users++;
      shared |= users > 1;
      boolean now = state == State.READY || (state == State.SECURED && work.needsSession());
      if (!now) {
        waiting.add(work);
      }
      ready = now ? connection : null;
    }
    work.joined(this);
    if (ready != null) {
      work.ready(ready);
    }
    return true;
  }

  /// Begins to connect.
  ///
  /// @throws IllegalStateException if the engine is closed
  void connect() {
    synchronized (this) {
      tries++;
    }
    Optional<Jump> jump = gateway.jump();
    if (jump.isPresent()) {
      jump.get().enter(this);
    } else {
      begun(gateway.connect(this));
    }
  }

  @Override
  public void go(SshConnection way) {
    boolean late;
    synchronized (this) {
      late = state == State.OVER;
      onTheWay = !late;
    }
    if (late) {
      gateway.jump().ifPresent(Jump::arrived);
      return;
    }
    try {
      begun(gateway.connect(way, this));
    } catch (IllegalStateException e) {
      arrive();
      over(cancelled(Phase.CONNECT)); // the engine was closed meanwhile
    }
  }

  @Override
  public void stranded(String address, dev.muster.ssh.Failure why) {
    Failure told = Failures.of(why);
    over(
        new Failure.Network(
            Phase.CONNECT,
            gateway.destination().address(),
            "connect: through " + address + ": " + told.message()));
  }

  /// Tells the host on the way that there is room for another.
  private void arrive() {
    boolean due;
    synchronized (this) {
      due = onTheWay;
      onTheWay = false;
    }
    if (due) {
      gateway.jump().ifPresent(Jump::arrived);
    }
  }

  private void begun(SshConnection begun) {
    boolean late;
    synchronized (this) {
      if (state == State.CONNECTING) {
        connection = begun;
      }
      late = state == State.OVER;
    }
    if (late) {
      begun.close();
    }
  }

  /// Lets those begin that need a session: the server is asked for it while the user is being
  /// authenticated.
  @Override
  public void secured(SshConnection made) {
    gateway.doubts().about(made);
    List<SshWork> works = new ArrayList<>(1);
    List<SshWork> others = new ArrayList<>(0);
    synchronized (this) {
      if (state != State.CONNECTING) {
        return;
      }
      state = State.SECURED;
      connection = made;
      for (SshWork work : waiting) {
        (work.needsSession() ? works : others).add(work);
      }
      waiting = others;
    }
    for (SshWork work : works) {
      work.ready(made);
    }
  }

  @Override
  public void ready(SshConnection made) {
    arrive();
    List<SshWork> works;
    synchronized (this) {
      if (state != State.SECURED) {
        return;
      }
      state = State.READY;
      works = waiting;
      waiting = List.of();
    }
    for (SshWork work : works) {
      work.ready(made);
    }
  }

  @Override
  public void ended(SshConnection made, Optional<dev.muster.ssh.Failure> why) {
    arrive();
    if (why.isPresent() && triesAgain(why.get())) {
      return;
    }
    Failure failure = why.isPresent() ? Failures.of(why.get()) : cancelled(Phase.CONNECT);
    over(retry.told(failure, tries()));
  }

  /// Connects again after a while, if a server that is busy turned the connection away.
  private boolean triesAgain(dev.muster.ssh.Failure why) {
    Duration pause;
    synchronized (this) {
      boolean again = state == State.CONNECTING && retry.isWorthIt(why, tries);
      if (!again) {
        return false;
      }
      connection = null;
      pause = retry.pause(tries);
    }
    gateway.later(pause, this::connectAgain);
    return true;
  }

  private void connectAgain() {
    synchronized (this) {
      if (state != State.CONNECTING) {
        return;
      }
    }
    try {
      connect();
    } catch (IllegalStateException e) {
      over(cancelled(Phase.CONNECT)); // the engine was closed meanwhile
    }
  }

  private synchronized int tries() {
    return tries;
  }

  /// Ends it, and tells whoever waits.
  private void over(Failure why) {
    List<SshWork> works;
    synchronized (this) {
      state = State.OVER;
      works = waiting;
      waiting = List.of();
    }
    gateway.forget(this);
    for (SshWork work : works) {
      work.unreached(why);
    }
  }

  /// Takes back one who waits; the connection is given up unless somebody else needs it.
  void leave(SshWork work) {
    boolean last;
    boolean waited = false;
    synchronized (this) {
      last = users == 1;
      if (!last && !waiting.isEmpty()) { // those who waited once no longer do, and cannot leave
        waited = waiting.remove(work);
      }
    }
    if (last) {
      drop();
    } else if (waited) {
      work.unreached(cancelled(Phase.CONNECT));
    }
  }

  /// Takes note that one of those who use it was refused a session.
  ///
  /// @return whether others were let in, so that there may be room on another connection
  boolean refused() {
    int left;
    boolean hadOthers;
    synchronized (this) {
      left = users - 1;
      hadOthers = shared;
    }
    if (hadOthers) {
      gateway.limit(left);
    }
    return hadOthers;
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
    if (current == null) {
      gateway.jump().ifPresent(jump -> jump.leave(this));
      over(cancelled(Phase.CONNECT)); // between two tries, or before the first
    } else {
      current.close();
    }
  }

  private Failure cancelled(Phase phase) {
    return new Failure.Cancelled(phase, gateway.destination().address());
  }
}
