package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/// A wire without a socket: bytes come and go as tasks on the loop of its connection, from and to
/// something that is served elsewhere.
///
/// What waits is limited both ways: what comes in by the one who brings it, who is told what was
/// taken, and what goes out by [#MAX_SENDING]. Confined to the loop.
abstract class IndirectWire implements Wire, Link {

  /// What its user hears; each within a turn of its own.
  interface User {

    /// The other end is connected.
    void connected(Wire made);

    /// The other end could not be connected.
    void notConnected(String why);

    /// There may be something to read, or room to write.
    void served();
  }

  private static final int MAX_SENDING = 1 << 17;

  private final EventLoop loop;
  private final User user;
  private final Outlet out;
  private final ArrayDeque<byte[]> received = new ArrayDeque<>(2);
  private int offset;
  private int sending;
  private boolean wantsRoom;
  private boolean paused;
  private boolean called;
  private boolean connected;
  private boolean ended;
  private boolean closed;
  private String trouble = "";

  IndirectWire(EventLoop loop, User user) {
    this.loop = loop;
    this.user = user;
    this.out = new Outlet(this, loop.scratch());
  }

  // --- the side that brings bytes and takes them away

  /// Both ends are connected.
  final void connected() {
    connected = true;
    later(() -> user.connected(this));
  }

  /// Takes bytes in.
  final void bring(byte[] bytes) {
    if (!closed) {
      received.add(bytes);
      call();
    }
  }

  /// Nothing more comes in.
  ///
  /// @param why what went wrong; empty if it is just the end
  final void over(String why) {
    ended = true;
    trouble = why;
    if (connected) {
      call();
    } else {
      later(() -> user.notConnected(String.valueOf(exception(why).getMessage())));
    }
  }

  /// So many bytes have left.
  final void sent(int count) {
    sending -= count;
    if (wantsRoom) {
      call();
    }
  }

  /// Has bytes taken away; [#sent] follows.
  abstract void send(byte[] bytes);

  /// So many of the bytes that were brought were taken.
  abstract void taken(int count);

  /// Returns the exception for an end that something went wrong before.
  abstract IOException exception(String why);

  // --- the connection's side

  @Override
  public final Outlet out() {
    return out;
  }

  @Override
  public final int read(ByteBuffer into) throws IOException {
    int count = 0;
    while (into.hasRemaining() && !received.isEmpty()) {
      byte[] first = received.getFirst();
      int some = Math.min(into.remaining(), first.length - offset);
      into.put(first, offset, some);
      count += some;
      offset += some;
      if (offset == first.length) {
        received.removeFirst();
        offset = 0;
      }
    }
    if (count > 0) {
      taken(count);
      return count;
    }
    if (ended && !trouble.isEmpty()) {
      throw exception(trouble);
    }
    return ended ? -1 : 0;
  }

  @Override
  public final int write(ByteBuffer from) throws IOException {
    if (ended && !trouble.isEmpty()) {
      throw exception(trouble);
    }
    int count = Math.min(from.remaining(), MAX_SENDING - sending);
    if (count <= 0) {
      return 0;
    }
    byte[] bytes = new byte[count];
    from.get(bytes);
    sending += count;
    send(bytes);
    return count;
  }

  @Override
  public final boolean isWritable() {
    return wantsRoom && sending < MAX_SENDING;
  }

  @Override
  public final boolean isReadable() {
    return !received.isEmpty() || ended;
  }

  @Override
  public final void await(boolean nowPaused) {
    paused = nowPaused;
    wantsRoom = out.isBlocked();
    if (isWritable() || (!paused && isReadable())) {
      call();
    }
  }

  @Override
  public final Optional<InetAddress> peer() {
    return Optional.empty(); // only what is behind this knows
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      received.clear();
      closing();
    }
  }

  /// Lets go of what this leads to.
  abstract void closing();

  private void call() {
    if (!called && !closed && connected) {
      called = true;
      later(() -> {
        called = false;
        user.served();
      });
    }
  }

  /// Does something in a turn of its own, unless this is closed by then. From any thread.
  final void later(Runnable task) {
    loop.execute(() -> {
      if (!closed) {
        task.run();
      }
    });
  }
}
