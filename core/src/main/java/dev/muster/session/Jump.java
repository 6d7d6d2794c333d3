package dev.muster.session;

import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A host on the way to others: one connection to it, shared by all who go through it, and made
/// when the first of them comes.
///
/// Only so many connections are set up through it at once: a server drops connections at random
/// beyond its `MaxStartups` (10 by default), and to the servers behind a jump host all of them come
/// from one place. Its monitor guards its fields and is never held during a call.
final class Jump implements ConnectionListener, Passenger {

  /// What OpenSSH lets in at once before it begins to drop connections.
  static final int MOST_AT_ONCE = 10;

  /// For how long a way that could not be made is taken for closed: hosts that come meanwhile hear
  /// what the first heard, or each would wait for its end anew.
  private static final long CLOSED_NANOS = 10_000_000_000L;

  private final SshClient client;
  private final Destination destination;
  private final @Nullable Jump before;
  private final Doubts doubts;
  private final ArrayDeque<Passenger> waiting = new ArrayDeque<>();
  private @Nullable SshConnection way;
  private boolean open;
  private boolean begun;
  private int moving;
  private @Nullable Failure trouble;
  private String troubleAt = "";
  private long troubleSince;

  /// Makes one; nothing is connected yet.
  ///
  /// @param before the host on the way to it; null if it is reached directly
  Jump(SshClient client, Destination destination, @Nullable Jump before, Doubts doubts) {
    this.doubts = doubts;
    this.client = client;
    this.destination = destination;
    this.before = before;
  }

  /// Lets `passenger` go as soon as there is a way and room.
  ///
  /// @throws IllegalStateException if the engine is closed
  void enter(Passenger passenger) {
    Failure closed;
    boolean first = false;
    synchronized (this) {
      closed = System.nanoTime() - troubleSince < CLOSED_NANOS ? trouble : null;
      if (closed == null) {
        waiting.add(passenger);
        first = !begun;
        begun = true;
      }
    }
    if (closed != null) {
      passenger.stranded(troubleAt, closed);
    } else if (first && before != null) {
      before.enter(this);
    } else if (first) {
      begin(null);
    } else {
      dispatch();
    }
  }

  /// Takes back one who waits.
  ///
  /// @return whether it still waited
  synchronized boolean leave(Passenger passenger) {
    return waiting.remove(passenger);
  }

  /// One who was let go has made his connection, or has not.
  void arrived() {
    synchronized (this) {
      moving--;
    }
    dispatch();
  }

  private void dispatch() {
    Passenger next = null;
    SshConnection through = null;
    do {
      synchronized (this) {
        through = way;
        next = open && moving < MOST_AT_ONCE ? waiting.poll() : null;
        if (next != null) {
          moving++;
        }
      }
      if (next != null && through != null) {
        next.go(through);
      }
    } while (next != null);
  }

  private void begin(@Nullable SshConnection through) {
    SshConnection made =
        through == null
            ? client.connect(destination, this)
            : client.connect(destination, through, this);
    synchronized (this) {
      way = made;
    }
  }

  @Override
  public void go(SshConnection through) {
    try {
      begin(through);
    } catch (IllegalStateException e) {
      if (before != null) {
        before.arrived();
      }
      stranded(destination.address(), cancelled()); // the engine was closed meanwhile
    }
  }

  @Override
  public void stranded(String address, Failure why) {
    List<Passenger> left;
    synchronized (this) {
      open = false;
      begun = false;
      way = null;
      trouble = why;
      troubleAt = address;
      troubleSince = System.nanoTime();
      left = List.copyOf(waiting);
      waiting.clear();
    }
    for (Passenger passenger : left) {
      passenger.stranded(address, why);
    }
  }

  @Override
  public void secured(SshConnection made) {
    doubts.about(made);
  }

  @Override
  public void ready(SshConnection made) {
    synchronized (this) {
      way = made;
      open = true;
      trouble = null;
    }
    if (before != null) {
      before.arrived();
    }
    dispatch();
  }

  @Override
  public void ended(SshConnection made, Optional<Failure> why) {
    boolean wasOpen;
    synchronized (this) {
      wasOpen = open;
    }
    if (before != null && !wasOpen) {
      before.arrived();
    }
    stranded(destination.address(), why.orElse(cancelled()));
  }

  private Failure cancelled() {
    return new Failure.Cancelled(dev.muster.ssh.Phase.CONNECT, destination.address());
  }
}
