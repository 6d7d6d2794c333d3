package dev.muster.ssh;

import dev.muster.ssh.auth.Account;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.proxy.Dialogue;
import dev.muster.ssh.proxy.HttpDialogue;
import dev.muster.ssh.proxy.ProxyException;
import dev.muster.ssh.proxy.SocksDialogue;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// To the host by a TCP connection to a proxy, which connects us to it. All of that has the time
/// that connecting has.
final class ProxyApproach implements Approach, Dial.User, EventLoop.Handler {

  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final SshClient client;
  private final Proxy proxy;
  private final Dial dial;
  private @Nullable SocketChannel socket;
  private @Nullable SelectionKey key;
  private @Nullable Link link;
  private Dialogue dialogue;
  private byte[] words = NOTHING;
  private @Nullable ByteBuffer unsent;
  private byte[] unheard = NOTHING;
  private @Nullable Thread asking;

  ProxyApproach(Connection connection, SshClient client, PhaseClock clock, Proxy proxy) {
    this.connection = connection;
    this.client = client;
    this.proxy = proxy;
    this.dial = new Dial(connection, client, clock, this, proxy.host(), proxy.port());
    this.dialogue = dialogue(connection.destination(), proxy);
  }

  private static Dialogue dialogue(Destination to, Proxy proxy) {
    if (proxy.kind() == Proxy.Kind.HTTP) {
      return new HttpDialogue(to.host(), to.port(), proxy.user());
    }
    InetAddress literal = Resolver.literal(to.host());
    byte[] address = literal == null ? NOTHING : literal.getAddress();
    return new SocksDialogue(to.host(), address, to.port(), proxy.user());
  }

  @Override
  public String address() {
    return connection.destination().address() + " through " + proxy;
  }

  @Override
  public void begin() throws IOException, GeneralSecurityException {
    dial.begin();
  }

  @Override
  public void again(Wire reached) throws IOException, GeneralSecurityException {
    dialogue = dialogue(connection.destination(), proxy);
    Optional<InetAddress> peer = reached.peer();
    if (peer.isPresent()) {
      dial.to(List.of(peer.get()));
    } else {
      begin();
    }
  }

  @Override
  public void dialled(SocketChannel made) throws IOException, GeneralSecurityException {
    socket = made;
    link = client.decorate(Link.of(made));
    key = connection.loop().register(made, SelectionKey.OP_READ, this);
    turn(() -> dialogue.begin());
  }

  @Override
  public void notDialled(String why) {
    refused("the proxy is not reached: " + why);
  }

  private void refused(String why) {
    connection.fail(new Failure.NotConnected(address(), why));
  }

  @Override
  public void ready(SelectionKey ready) {
    connection.step(() -> {
      if (ready.isWritable()) {
        send();
      }
      if (ready.isReadable() && socket != null) {
        hear();
      }
    });
  }

  @Override
  public void abandon() {
    connection.abandon();
  }

  /// Something that the dialogue is told.
  private interface Told {
    Dialogue.Turn turn() throws ProxyException;
  }

  /// Tells the dialogue something, sends what it says, and does what comes next.
  private void turn(Told told) throws IOException, GeneralSecurityException {
    Dialogue.Turn next;
    try {
      next = told.turn();
    } catch (ProxyException e) {
      refused(String.valueOf(e.getMessage()));
      return;
    }
    byte[] said = dialogue.words();
    if (said.length > 0) {
      words = said;
      unsent = ByteBuffer.wrap(said);
      send();
    }
    switch (next) {
      case PROXY -> {}
      case PASSWORD -> ask();
      case HOST -> hand();
    }
  }

  @SuppressWarnings("ByteBufferBackingArray") // wrapped here around an array that is to be wiped
  private void send() throws IOException {
    ByteBuffer rest = unsent;
    Link open = link;
    if (rest == null || open == null) {
      return;
    }
    try {
      open.write(rest);
    } catch (IOException e) {
      refused(Endings.cause(e));
      return;
    }
    if (!rest.hasRemaining()) {
      Arrays.fill(words, (byte) 0); // it may have been a password
      unsent = null;
    }
    await();
  }

  /// What the proxy says while the password is asked for stays where it is.
  private void await() {
    SelectionKey set = key;
    if (set != null && set.isValid()) {
      set.interestOps(
          (asking == null ? SelectionKey.OP_READ : 0)
              | (unsent == null ? 0 : SelectionKey.OP_WRITE));
    }
  }

  private void hear() throws IOException, GeneralSecurityException {
    Link open = link;
    if (open == null) {
      return;
    }
    ByteBuffer in = connection.loop().input().clear().put(unheard);
    unheard = NOTHING;
    int count;
    try {
      count = open.read(in);
    } catch (IOException e) {
      refused(Endings.cause(e));
      return;
    }
    if (count < 0) {
      refused("it closed the connection");
      return;
    }
    take(in.flip());
  }

  private void take(ByteBuffer in) throws IOException, GeneralSecurityException {
    turn(() -> {
      Dialogue.Turn next = dialogue.heard(in);
      unheard = new byte[in.remaining()];
      in.get(unheard);
      return next;
    });
  }

  /// Asks for the password, off the loop.
  private void ask() {
    Account account = new Account(proxy.user(), proxy.host(), proxy.port());
    asking =
        Thread.ofVirtual()
            .name("proxy password " + connection.destination().host())
            .start(() -> {
              Optional<char[]> password;
              try {
                password = proxy.passwords().password(account);
              } catch (RuntimeException | Error e) { // code of the user's
                connection.onLoop(() -> {
                  throw e;
                });
                return;
              }
              connection.onLoop(
                  () -> answered(password),
                  () -> password.ifPresent(secret -> Arrays.fill(secret, '\0')));
            });
    await();
  }

  private void answered(Optional<char[]> password) throws IOException, GeneralSecurityException {
    asking = null;
    if (password.isEmpty()) {
      refused("it wants the password of user " + proxy.user() + ", which nobody knows");
      return;
    }
    await();
    turn(() -> dialogue.answered(password.get()));
    if (socket != null && unheard.length > 0) {
      take(ByteBuffer.wrap(unheard)); // it did not wait for us
    }
  }

  /// The host has its turn, and may have said something already.
  private void hand() throws IOException, GeneralSecurityException {
    SocketChannel made = socket;
    Link open = link;
    if (made != null && open != null) {
      socket = null;
      byte[] heard = unheard;
      unheard = NOTHING;
      connection.wired(new SocketWire(made, open, connection.loop(), connection), heard);
    }
  }

  @Override
  public void close() {
    dial.close();
    SocketChannel open = socket;
    socket = null;
    if (open != null) {
      SocketWire.closeQuietly(open);
    }
    if (asking != null) {
      asking.interrupt();
    }
    Arrays.fill(words, (byte) 0);
  }
}
