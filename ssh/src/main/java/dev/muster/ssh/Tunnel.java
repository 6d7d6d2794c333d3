package dev.muster.ssh;

import dev.muster.ssh.channel.ChannelEnd;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.channel.StreamEvents;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A channel of one connection that another connection runs through, as through a socket.
///
/// Both live on the same loop. A step of one never runs within a step of the other, since they
/// share the loop's buffers: what one has for the other waits here for a turn of its own. What
/// waits is limited both ways, by the channel's window and by [#MAX_SENDING]. Confined to the loop.
final class Tunnel implements Wire, Link, StreamEvents, Occupant {

  /// What its user hears; each within a turn of its own.
  interface User {

    /// The other end is connected.
    void connected(Tunnel tunnel);

    /// The other end could not be connected.
    void notConnected(String why);

    /// There may be something to read, or room to write.
    void served();
  }

  private static final int WINDOW_BYTES = 1 << 18;
  private static final int MAX_SENDING = 1 << 17;

  private final Connection through;
  private final EventLoop loop;
  private final User user;
  private final Outlet out;
  private final ArrayDeque<byte[]> received = new ArrayDeque<>(2);
  private @Nullable StreamChannel channel;
  private int offset;
  private int sending;
  private boolean wantsRoom;
  private boolean paused;
  private boolean called;
  private boolean connected;
  private boolean ended;
  private boolean closed;
  private String trouble = "";

  /// Makes one through a connection on the loop of its user.
  Tunnel(Connection through, User user) {
    this.through = through;
    this.loop = through.loop();
    this.user = user;
    this.out = new Outlet(this, loop.scratch());
  }

  /// Asks the server of the outer connection to connect us.
  void open(String host, int port) {
    through.occupy(
        this, channels -> channel = channels.connect(host, port, WINDOW_BYTES, this), this::lost);
  }

  // --- the outer connection's side

  @Override
  public void opened() {
    connected = true;
    later(() -> user.connected(this));
  }

  @Override
  public void received(byte[] bytes) {
    received.add(bytes);
    call();
  }

  @Override
  public void receivedEnd() {
    ended = true;
    call();
  }

  @Override
  public void ended(ChannelEnd end) {
    through.forget(this);
    over(end instanceof ChannelEnd.NotOpened(_, String why) ? why : "the way through was closed");
  }

  @Override
  public void lost(Failure why) {
    if (channel != null) {
      channel.abandon();
    }
    over(why.message());
  }

  private void over(String why) {
    ended = true;
    trouble = why;
    if (connected) {
      call();
    } else if (!closed) {
      later(() -> user.notConnected("through " + through.address() + ": " + why));
    }
  }

  // --- the inner connection's side

  @Override
  public Outlet out() {
    return out;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
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
      giveBack(count);
      return count;
    }
    if (ended && !trouble.isEmpty()) {
      throw new IOException("through " + through.address() + ": " + trouble);
    }
    return ended ? -1 : 0;
  }

  private void giveBack(int count) {
    through.onLoop(() -> {
      if (channel != null) {
        channel.consumed(count);
      }
    });
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    if (ended && !trouble.isEmpty()) {
      throw new IOException("through " + through.address() + ": " + trouble);
    }
    int count = Math.min(from.remaining(), MAX_SENDING - sending);
    if (count <= 0) {
      return 0;
    }
    byte[] bytes = new byte[count];
    from.get(bytes);
    sending += count;
    through.onLoop(() -> send(bytes));
    return count;
  }

  private void send(byte[] bytes) {
    StreamChannel open = channel;
    if (open == null) {
      return;
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    var _ =
        sent.whenComplete((_, _) -> {
          sending -= bytes.length;
          if (wantsRoom) {
            call();
          }
        });
    open.write(bytes, sent);
  }

  @Override
  public boolean isWritable() {
    return wantsRoom && sending < MAX_SENDING;
  }

  @Override
  public boolean isReadable() {
    return !received.isEmpty() || ended;
  }

  @Override
  public void await(boolean nowPaused) {
    paused = nowPaused;
    wantsRoom = out.isBlocked();
    if (isWritable() || (!paused && isReadable())) {
      call();
    }
  }

  @Override
  public Optional<InetAddress> peer() {
    return Optional.empty(); // only the outer server knows
  }

  @Override
  public void close() {
    closed = true;
    received.clear();
    through.onLoop(() -> {
      if (channel != null) {
        channel.close();
      }
    });
  }

  private void call() {
    if (!called && !closed && connected) {
      called = true;
      later(() -> {
        called = false;
        user.served();
      });
    }
  }

  private void later(Runnable task) {
    loop.execute(() -> {
      if (!closed) {
        task.run();
      }
    });
  }
}
