package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.loop.TimerWheel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks a name up and makes a TCP connection: to its one address, or to the first of several that
/// answers (RFC 8305).
///
/// Of several, one is tried after the other, the families in turn. The next is begun as soon as one
/// has failed, or when none has answered for a quarter of a second, which ends no earlier one. One
/// address costs one socket, and no timer. Confined to the loop; a socket belongs to this until it
/// is handed over.
final class Dial implements EventLoop.Handler {

  /// Whose it is.
  interface User {

    /// A connection is made; `socket` belongs to the user now. Within a step.
    void dialled(SocketChannel socket) throws IOException, GeneralSecurityException;

    /// No address answers. Within a step.
    void notDialled(String why);
  }

  /// One connection under way; no other is equal to it.
  private static final class Try {
    final SocketChannel socket;
    final InetAddress address;

    Try(SocketChannel socket, InetAddress address) {
      this.socket = socket;
      this.address = address;
    }
  }

  /// RFC 8305 section 5.
  private static final Duration STAGGER = Duration.ofMillis(250);

  /// Between one round over all addresses and the next, as with OpenSSH.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Connection connection;
  private final SshClient client;
  private final PhaseClock clock;
  private final User user;
  private final String host;
  private final int port;
  private final TcpOptions tcp;
  private List<InetAddress> addresses = List.of();
  private List<Try> underWay = List.of();
  private int next;
  private int round;
  private @Nullable InetAddress reached;
  private TimerWheel.@Nullable Timer timer;
  private @Nullable StringBuilder troubles;

  /// Makes one; nothing is done yet.
  Dial(
      Connection connection, SshClient client, PhaseClock clock, User user, String host, int port) {
    this.connection = connection;
    this.client = client;
    this.clock = clock;
    this.user = user;
    this.host = host;
    this.port = port;
    this.tcp = connection.destination().options().tcp();
  }

  /// Returns the address that was reached or is the only one, or else the name, with the port.
  String address() {
    if (reached != null) {
      return text(reached, port);
    }
    return addresses.size() == 1
        ? text(addresses.getFirst(), port)
        : host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }

  /// Looks the name up and goes on with what is found.
  void begin() throws IOException, GeneralSecurityException {
    clock.enter(Phase.RESOLVE);
    InetAddress literal = Resolver.literal(host);
    if (literal != null) {
      to(List.of(literal));
    } else {
      client.resolve(connection, host, this::resolved);
    }
  }

  private void resolved(List<InetAddress> found, String trouble)
      throws IOException, GeneralSecurityException {
    if (found.isEmpty()) {
      connection.fail(new Failure.NotResolved(address(), trouble));
    } else {
      to(found);
    }
  }

  /// Connects to one of these addresses, at least one.
  void to(List<InetAddress> found) throws IOException, GeneralSecurityException {
    List<InetAddress> wanted = AddressOrder.of(found, tcp.family());
    if (wanted.isEmpty()) {
      connection.fail(
          new Failure.NotResolved(
              address(), "it has none of the family that is wanted, " + tcp.family()));
      return;
    }
    addresses = wanted;
    reached = null;
    round = 1;
    clock.enter(Phase.CONNECT);
    tryAll();
  }

  private void tryAll() throws IOException, GeneralSecurityException {
    next = 0;
    troubles = null;
    tryNext();
  }

  /// Begins to connect to the next address that can be tried at all.
  private void tryNext() throws IOException, GeneralSecurityException {
    while (next < addresses.size()) {
      InetAddress address = addresses.get(next++);
      Try begun;
      try {
        begun = begun(address);
      } catch (IOException | RuntimeException e) {
        note(address, cause(e));
        continue;
      }
      underWay = with(underWay, begun);
      if (begun.socket.isConnected()) {
        win(begun);
      } else if (next < addresses.size()) {
        set(stagger());
      }
      return;
    }
    if (underWay.isEmpty()) {
      exhausted();
    }
  }

  private void exhausted() {
    if (round < tcp.attempts()) {
      round++;
      set(PAUSE);
    } else {
      user.notDialled(troubles() + (round > 1 ? ", " + round + " times" : ""));
    }
  }

  /// All addresses get their turn within the limit.
  private Duration stagger() {
    Duration share = Durations.part(clock.limit(), addresses.size());
    return share.compareTo(STAGGER) < 0 ? share : STAGGER;
  }

  private void set(Duration delay) {
    TimerWheel.Timer set = timer;
    if (set == null) {
      set =
          new TimerWheel.Timer() {
            @Override
            protected void fire() {
              connection.step(underWay.isEmpty() ? Dial.this::tryAll : Dial.this::tryNext);
            }
          };
      timer = set;
    }
    connection.loop().set(set, delay);
  }

  @Override
  public void ready(SelectionKey ready) {
    connection.step(this::look);
  }

  @Override
  public void abandon() {
    connection.abandon();
  }

  /// Looks which connections have been made, or have failed.
  private void look() throws IOException, GeneralSecurityException {
    List<Try> before = underWay;
    for (int i = 0; i < before.size(); i++) {
      Try each = before.get(i);
      try {
        if (each.socket.finishConnect()) {
          win(each);
          return;
        }
      } catch (IOException e) {
        note(each.address, cause(e));
        SocketWire.closeQuietly(each.socket);
        underWay = without(underWay, each);
      }
    }
    if (underWay.size() < before.size()) {
      tryNext();
    }
  }

  private void win(Try first) throws IOException, GeneralSecurityException {
    underWay = without(underWay, first);
    close();
    reached = first.address;
    user.dialled(first.socket);
  }

  /// Returns the failure of which the time for connecting is up.
  Failure late(Duration limit) {
    if (troubles == null) {
      StringBuilder silent = new StringBuilder();
      for (Try each : underWay) {
        silent.append(silent.isEmpty() ? "" : ", ").append(text(each.address, port));
      }
      return new Failure.TimedOut(
          Phase.CONNECT, silent.isEmpty() ? address() : silent.toString(), limit);
    }
    for (Try each : underWay) {
      note(each.address, "no answer within " + Durations.text(limit));
    }
    return new Failure.NotConnected(address(), troubles());
  }

  /// Closes the sockets that still belong here, and ends the timer.
  void close() {
    if (timer != null) {
      connection.loop().cancel(timer);
    }
    for (Try each : underWay) {
      SocketWire.closeQuietly(each.socket);
    }
    underWay = List.of();
  }

  private Try begun(InetAddress address) throws IOException {
    boolean four = address instanceof Inet4Address;
    SocketChannel made =
        SocketChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      made.configureBlocking(false);
      tcp.set(made);
      if (!tcp.from().isEmpty()) {
        made.bind(new InetSocketAddress(AddressOrder.ofItsFamily(tcp.from(), address), 0));
      }
      made.connect(new InetSocketAddress(address, port));
      connection.loop().register(made, SelectionKey.OP_CONNECT, this);
      return new Try(made, address);
    } catch (IOException | RuntimeException e) {
      SocketWire.closeQuietly(made);
      throw e;
    }
  }

  private void note(InetAddress address, String trouble) {
    StringBuilder all = troubles;
    if (all == null) {
      all = new StringBuilder();
      troubles = all;
    }
    if (addresses.size() > 1) {
      all.append(all.isEmpty() ? "" : "; ").append(text(address, port)).append(": ");
    }
    all.append(trouble);
  }

  private String troubles() {
    return troubles == null ? "" : troubles.toString();
  }

  private static String cause(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  static String text(InetAddress address, int port) {
    String text = address.getHostAddress();
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
  }

  private static List<Try> with(List<Try> some, Try more) {
    if (some.isEmpty()) {
      return List.of(more);
    }
    List<Try> all = new ArrayList<>(some);
    all.add(more);
    return List.copyOf(all);
  }

  private static List<Try> without(List<Try> some, Try less) {
    if (some.size() == 1) {
      return some.getFirst().equals(less) ? List.of() : some;
    }
    List<Try> left = new ArrayList<>(some);
    left.remove(less);
    return List.copyOf(left);
  }
}
