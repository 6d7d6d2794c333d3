package dev.muster.fleet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.loop.Acceptor;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/// An SSH server that plays a host at each address of 127.0.0.0/8, all at one port, **for the demo,
/// the tests and the benchmarks only**: it lets in whoever has some key, and may run what they
/// send.
///
/// So it serves this machine only. To be at every loopback address of one port, it has to listen on
/// the wildcard address, which a network can reach too; a connection is served only if both of its
/// ends are loopback addresses, and is reset before a byte was said otherwise. Without that,
/// everybody on the network could run commands here. What a stranger still sees is that the port is
/// open.
///
/// Owns its loops, its connections and the commands that it runs; [#close] ends them all. Safe for
/// use by many threads.
public final class Fleet implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int BACKLOG = 4096;

  private final FleetOptions options;
  private final List<SshPrivateKey> hostKeys;
  private final ServerSocketChannel server;
  private final int port;
  private final List<EventLoop> loops = new ArrayList<>();
  private final Threads threads = new Threads();
  private final Tally tally = new Tally();
  private final UnaryOperator<Link> links;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Fleet(FleetOptions options, UnaryOperator<Link> links) throws IOException {
    this.options = options;
    this.links = links;
    this.hostKeys =
        options.hostKeys().isEmpty()
            ? List.of(KeyPairs.generate(KeyType.ED25519))
            : options.hostKeys();
    this.server = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.configureBlocking(false);
      server.bind(new InetSocketAddress("0.0.0.0", options.port()), BACKLOG);
      this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      for (int i = 0; i < options.loops(); i++) {
        loops.add(new EventLoop("fleet-loop-" + i, Crypto.system(), Fleet::defect));
      }
      EventLoop first = loops.getFirst();
      Acceptor acceptor = new Acceptor(server, first, this::accepted);
      first.execute(acceptor::begin);
    } catch (IOException | RuntimeException e) {
      loops.forEach(EventLoop::close);
      server.close();
      throw e;
    }
  }

  /// Starts a fleet, which is ready when this returns.
  ///
  /// @throws UncheckedIOException if the port is taken
  public static Fleet start(FleetOptions options) {
    return start(options, UnaryOperator.identity());
  }

  /// Starts a fleet whose connections pass through `links`.
  static Fleet start(FleetOptions options, UnaryOperator<Link> links) {
    try {
      return new Fleet(options, links);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no fleet at port %d: %s".formatted(options.port(), e.getMessage()), e);
    }
  }

  /// Returns the port at which every host listens.
  public int port() {
    return port;
  }

  /// Returns the public host keys of every host that has none of its own.
  public List<SshPublicKey> hostKeys() {
    return hostKeys.stream().map(SshPrivateKey::publicKey).toList();
  }

  /// Returns a `known_hosts` file with the keys of [#hostKeys] for the hosts of a pattern, such as
  /// `127.*`; each line ends.
  public String knownHosts(String pattern) {
    StringBuilder lines = new StringBuilder();
    for (SshPublicKey key : hostKeys()) {
      lines.append('[').append(pattern).append("]:").append(port).append(' ');
      lines.append(key.line("")).append('\n');
    }
    return lines.toString();
  }

  /// Returns what was seen so far.
  public FleetCounters counters() {
    return tally.counters();
  }

  /// Ends every connection and every command, and returns when their threads have ended: at most a
  /// second for each loop and five for all commands. Idempotent.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      server.close();
    } catch (IOException e) {
      // nothing depends on how it is closed; the loops end in any case
    }
    loops.forEach(EventLoop::close);
    try {
      threads.await(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (options.hostKeys().isEmpty()) {
      hostKeys.forEach(SshPrivateKey::destroy);
    }
  }

  /// Takes a new connection, on the first loop.
  private void accepted(SocketChannel socket) throws IOException {
    InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
    InetSocketAddress remote = (InetSocketAddress) socket.getRemoteAddress();
    if (!isWithin(local.getAddress(), remote.getAddress())) {
      tally.stranger();
      ServerConnection.close(socket, true);
      return;
    }
    socket.configureBlocking(false);
    EventLoop loop = loops.get((int) (tally.accepted() % loops.size()));
    Behaviour behaviour = options.behaviours().apply(local.getAddress());
    Visit visit = new Visit(behaviour, local, remote);
    loop.execute(() -> visit.begin(loop, socket));
  }

  /// Returns whether a connection between these addresses stays within this machine.
  static boolean isWithin(InetAddress local, InetAddress remote) {
    return local.isLoopbackAddress() && remote.isLoopbackAddress();
  }

  private static void defect(Throwable e) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }

  /// One client at one host.
  private final class Visit implements ServerConnection.Owner {
    private final Behaviour behaviour;
    private final InetAddress host;
    private final Map<String, String> variables;

    Visit(Behaviour behaviour, InetSocketAddress local, InetSocketAddress remote) {
      this.behaviour = behaviour;
      this.host = local.getAddress();
      this.variables = Map.of("SSH_CONNECTION", text(remote) + " " + text(local));
    }

    void begin(EventLoop loop, SocketChannel socket) {
      try {
        Link link = links.apply(Link.of(socket));
        new ServerConnection(this, loop, socket, link, behaviour.trouble()).begin();
      } catch (IOException e) {
        ServerConnection.close(socket, true);
        ended();
      }
    }

    @Override
    public ServerProtocol protocol(ServerConnection connection, EventLoop loop) {
      List<SshPrivateKey> keys = behaviour.hostKeys().isEmpty() ? hostKeys : behaviour.hostKeys();
      return new ServerProtocol(
          new ServerProtocol.HostTerms(
              behaviour, keys, options.authorized(), new LoopPorts(loop, connection, host)),
          variables,
          this::program,
          connection,
          tally,
          loop.scratch());
    }

    private Program program(String command, Map<String, String> environment, Console console) {
      tally.command();
      return switch (behaviour.script()) {
        case Script.Canned(var answers) -> new CannedProgram(answers.apply(command), console);
        case Script.Shell _ -> new ShellProgram(command, environment, console, threads);
      };
    }

    @Override
    public void ended() {
      tally.closed();
    }

    @Override
    public void broken() {
      tally.broken();
    }

    @Override
    public void defect(Throwable what) {
      Fleet.defect(what);
    }

    private static String text(InetSocketAddress address) {
      return address.getAddress().getHostAddress() + " " + address.getPort();
    }
  }
}
