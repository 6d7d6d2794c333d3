package dev.muster.ssh;

import dev.muster.ssh.loop.Acceptor;
import dev.muster.ssh.loop.EventLoop;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Takes the calls of hosts, as many at once as the limits say. What it counts is confined to its
/// loop.
final class Listening implements SshListener {

  private final SshClient client;
  private final EventLoop loop;
  private final InetSocketAddress address;
  private final CallLimits limits;
  private final CallListener listener;
  private final Acceptor acceptor;

  /// Callers that have not let us in yet, by network.
  private final Map<Long, Integer> callers = new HashMap<>();

  private int all;

  /// Makes one that listens already and accepts once it has begun.
  Listening(
      SshClient client,
      EventLoop loop,
      ServerSocketChannel server,
      CallLimits limits,
      CallListener listener)
      throws IOException {
    this.client = client;
    this.loop = loop;
    this.address = (InetSocketAddress) server.getLocalAddress();
    this.limits = limits;
    this.listener = listener;
    this.acceptor = new Acceptor(server, loop, this::take);
  }

  void begin() {
    loop.execute(acceptor::begin);
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  private void take(SocketChannel socket) throws IOException {
    InetSocketAddress from = (InetSocketAddress) socket.getRemoteAddress();
    long network = network(from.getAddress());
    if (callers.getOrDefault(network, 0) >= limits.fromOne()) {
      socket.close();
      return;
    }
    Optional<Destination> expected = expected(from);
    if (expected.isEmpty()) {
      socket.close();
      return;
    }
    socket.configureBlocking(false);
    expected.get().options().tcp().set(socket);
    count(network, 1);
    client.answer(expected.get(), socket, from, new Place(network));
  }

  private Optional<Destination> expected(InetSocketAddress from) {
    try {
      return listener.called(from);
    } catch (RuntimeException | Error e) {
      client.guarded(() -> {
        throw e;
      });
      return Optional.empty();
    }
  }

  private void count(long network, int more) {
    all += more;
    if (callers.merge(network, more, Integer::sum) == 0) {
      callers.remove(network);
    }
    acceptor.pause(all >= limits.atOnce());
  }

  /// One who has an IPv6 address has the 2⁶⁴ of its network.
  private static long network(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address ? bytes.getInt() : bytes.getLong();
  }

  @Override
  public void close() {
    CountDownLatch closed = new CountDownLatch(1);
    loop.execute(() -> {
      acceptor.abandon();
      loop.execute(closed::countDown); // the selector lets go of it in between
    });
    if (loop.isCurrent()) {
      return;
    }
    try {
      var _ = closed.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The place of one caller, until it has let us in or is gone.
  private final class Place implements ConnectionListener {
    private final long network;
    private boolean taken = true; // confined to the loop of the connection

    Place(long network) {
      this.network = network;
    }

    @Override
    public void secured(SshConnection connection) {
      listener.secured(connection);
    }

    @Override
    public void ready(SshConnection connection) {
      leave();
      listener.ready(connection);
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      leave();
      listener.ended(connection, why);
    }

    private void leave() {
      if (taken) {
        taken = false;
        loop.execute(() -> count(network, -1));
      }
    }
  }
}
