package dev.muster.ssh;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.loop.Lookups;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.loop.TimerWheel;
import dev.muster.ssh.trace.PacketLines;
import dev.muster.ssh.trace.PacketTrace;
import dev.muster.ssh.transport.Guesses;
import dev.muster.ssh.transport.PacketWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes SSH connections, thousands at once, on a few event loops.
///
/// Owns its loops, its resolver's threads, every connection that it makes and the commands that
/// some run over, and every listener. Safe for use by many threads.
public final class SshClient implements AutoCloseable {

  /// How long to wait for something that removes a file.
  private static final Duration ASIDE = Duration.ofSeconds(1);

  private final List<EventLoop> loops = new ArrayList<>();
  private final Resolver resolver;
  private final UnaryOperator<Link> links;
  private final @Nullable PacketTrace trace;
  private final Guesses guesses = new Guesses();
  private final PhaseTimes times = new PhaseTimes();

  /// Those that a loop would not find among its sockets; it has them abandoned when it is closed.
  private final Set<Connection> elsewhere = ConcurrentHashMap.newKeySet();

  private final Commands commands;
  private final Set<Thread> asides = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  SshClient(
      int loopCount, Resolver resolver, UnaryOperator<Link> links, @Nullable PacketTrace trace) {
    this(loopCount, resolver, links, trace, Set.of());
  }

  private SshClient(
      int loopCount,
      Resolver resolver,
      UnaryOperator<Link> links,
      @Nullable PacketTrace trace,
      Set<String> withheld) {
    this.commands = new Commands(withheld);
    this.resolver = resolver;
    this.links = links;
    this.trace = trace;
    for (int i = 0; i < loopCount; i++) {
      loops.add(new EventLoop("muster-loop-" + i, Crypto.system(), SshClient::defect));
    }
  }

  /// Opens an engine with as many event loops as there are processors.
  public static SshClient open() {
    return open(Runtime.getRuntime().availableProcessors());
  }

  /// Opens an engine with `loops` event loops, at least one.
  public static SshClient open(int loops) {
    return opened(loops, null, Set.of());
  }

  /// Opens an engine with `loops` event loops, at least one, that tells `trace` of every packet of
  /// all connections.
  public static SshClient open(int loops, PacketTrace trace) {
    return opened(loops, trace, Set.of());
  }

  /// Opens an engine with `loops` event loops, at least one.
  ///
  /// @param trace is told of every packet of all connections
  /// @param withheld the environment's variables that commands to connect by do not get
  public static SshClient open(int loops, Optional<PacketTrace> trace, Set<String> withheld) {
    return opened(loops, trace.orElse(null), withheld);
  }

  private static SshClient opened(int loops, @Nullable PacketTrace trace, Set<String> withheld) {
    if (loops < 1) {
      throw new IllegalArgumentException("an engine has at least one event loop, not " + loops);
    }
    return new SshClient(loops, new Resolver(), UnaryOperator.identity(), trace, withheld);
  }

  /// Returns how long the phases of its connections took.
  public PhaseTimes times() {
    return times;
  }

  /// Begins to make a connection and returns at once; `listener` hears of the rest, on an event
  /// loop.
  ///
  /// @throws IllegalStateException if this engine is closed
  public SshConnection connect(Destination destination, ConnectionListener listener) {
    return connect(destination, nextLoop(), listener, this::way);
  }

  /// Begins to make a connection through another one, whose server makes the TCP connection (RFC
  /// 4254 section 7.2) and sees nothing of what is said over it; otherwise as [#connect].
  ///
  /// Names are looked up by that server. If `via` ends, so does what goes through it.
  ///
  /// @param via made by this engine, and secured at least
  /// @throws IllegalStateException if this engine is closed
  public SshConnection connect(
      Destination destination, SshConnection via, ConnectionListener listener) {
    if (!(via instanceof Connection outer) || !loops.contains(outer.loop())) {
      throw new IllegalArgumentException("the connection to go through is of another engine");
    }
    if (!(destination.route() instanceof Route.Direct)) {
      throw new IllegalArgumentException(
          destination.address()
              + ": a connection that goes through another one takes no proxy and no command");
    }
    return connect(
        destination,
        outer.loop(),
        listener,
        (connection, clock) -> new TunnelApproach(connection, clock, outer));
  }

  /// Listens for hosts that call, and talks to each as if it had connected to it: the caller plays
  /// the SSH server, as `sshd -i` does on a connection that it is given.
  ///
  /// @param local an address of ours; port 0: any that is free
  /// @throws IllegalStateException if this engine is closed, or cannot listen there
  public SshListener listen(InetSocketAddress local, CallLimits limits, CallListener listener) {
    requireOpen();
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      try {
        server.configureBlocking(false);
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(local, limits.atOnce());
        Listening listening = new Listening(this, nextLoop(), server, limits, listener);
        listening.begin();
        return listening;
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IllegalStateException("cannot listen at " + local + ": " + why, e);
    }
  }

  /// Talks to a host that has called.
  void answer(
      Destination expected,
      SocketChannel socket,
      InetSocketAddress from,
      ConnectionListener listener) {
    Connection.Way way = (connection, _) -> new CalledApproach(connection, this, socket, from);
    var _ = begun(new Connection(this, nextLoop(), expected, listener, way));
  }

  private SshConnection connect(
      Destination destination, EventLoop loop, ConnectionListener listener, Connection.Way way) {
    requireOpen();
    return begun(new Connection(this, loop, destination, listener, way));
  }

  private Approach way(Connection connection, PhaseClock clock) {
    Route route = connection.destination().route();
    if (route instanceof Route.Direct) {
      return new DirectApproach(connection, this, clock); // as in Trust: no switch, it is slow
    }
    return switch (route) {
      case Route.Direct _ -> new DirectApproach(connection, this, clock);
      case Route.Through(Proxy proxy) -> new ProxyApproach(connection, this, clock, proxy);
      case Route.Command command -> new CommandApproach(connection, this, clock, command);
    };
  }

  private Connection begun(Connection connection) {
    Destination destination = connection.destination();
    EventLoop loop = connection.loop();
    if (Trust.isReady(destination)) {
      loop.execute(connection::begin);
    } else {
      Trust.prepare(destination, () -> loop.execute(connection::begin));
    }
    return connection;
  }

  /// Runs `task` once after `delay` on one of the loops, unless the engine is closed before; the
  /// task must not block.
  ///
  /// @throws IllegalStateException if this engine is closed
  public Cancellable schedule(Duration delay, Runnable task) {
    requireOpen();
    EventLoop loop = nextLoop();
    TimerWheel.Timer timer =
        new TimerWheel.Timer() {
          @Override
          protected void fire() {
            guarded(task);
          }
        };
    loop.execute(() -> loop.set(timer, delay));
    return () -> loop.execute(() -> loop.cancel(timer));
  }

  /// Ends every connection, waits until the loops are gone, and returns; at most a second for each
  /// loop, and two for the commands that connections ran over. Idempotent.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (Connection connection : elsewhere) {
      connection.loop().execute(connection::abandon);
    }
    resolver.close();
    loops.forEach(EventLoop::close);
    commands.close();
    awaitAsides();
  }

  private void awaitAsides() {
    boolean interrupted = false;
    List<Thread> begun;
    synchronized (asides) {
      begun = List.copyOf(asides);
    }
    for (Thread thread : begun) {
      try {
        thread.join(ASIDE);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns what looks names up for one connection's forwardings.
  Lookups lookups() {
    return new Lookups(resolver);
  }

  /// Does what touches the disk on a thread of its own, which [#close] waits for.
  void aside(String name, Runnable work) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                asides.remove(Thread.currentThread());
              }
            });
    synchronized (asides) { // one that has not begun cannot be waited for
      asides.add(thread);
      thread.start();
    }
  }

  /// Who hears of the addresses of a name.
  interface Found {

    /// They are found, or none and why. Within a step.
    void found(List<InetAddress> addresses, String trouble)
        throws IOException, GeneralSecurityException;
  }

  /// Looks a name up for `connection`; the answer comes on its loop.
  void resolve(Connection connection, String name, Found answer) {
    holdElsewhere(connection);
    try {
      resolver.resolve(
          name,
          (addresses, trouble) ->
              connection
                  .loop()
                  .execute(() -> {
                    letGo(connection);
                    String words = trouble == null ? "" : String.valueOf(trouble.getMessage());
                    connection.step(() -> answer.found(addresses, words));
                  }));
    } catch (RejectedExecutionException e) {
      letGo(connection); // this was closed meanwhile
      connection.abandon();
    }
  }

  /// Has `connection` abandoned when this is closed, since no socket of its loop leads to it.
  void holdElsewhere(Connection connection) {
    elsewhere.add(connection);
  }

  void letGo(Connection connection) {
    elsewhere.remove(connection);
  }

  Commands commands() {
    return commands;
  }

  Link decorate(Link link) {
    return links.apply(link);
  }

  /// Returns who sees the packets of a connection that was just made; null if nobody does.
  @Nullable PacketWatch watch(Connection connection) {
    return trace == null
        ? null
        : new PacketLines(
            connection.destination().address(),
            connection.loop()::now,
            ClientProtocol.IDENTIFICATION,
            trace);
  }

  Guesses guesses() {
    return guesses;
  }

  /// Runs code that is not ours; what it throws, errors too, is a defect of its own and disturbs
  /// nobody else.
  void guarded(Runnable foreign) {
    try {
      foreign.run();
    } catch (RuntimeException | Error e) {
      defect(e);
    }
  }

  private EventLoop nextLoop() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  private static void defect(Throwable e) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }
}
