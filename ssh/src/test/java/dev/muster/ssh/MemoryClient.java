package dev.muster.ssh;

import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.channel.ChannelEnd;
import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.SessionChannel;
import dev.muster.ssh.channel.SessionEvents;
import dev.muster.ssh.channel.SessionStart;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.channel.StreamEvents;
import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.packet.Scratch;
import dev.muster.ssh.transport.ClientExchange;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Guesses;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Peer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The whole client side of one connection in memory, everything but the socket.
final class MemoryClient
    implements Peer,
        Ours,
        ClientProtocol.Milestones,
        SessionEvents,
        StreamEvents,
        Channels.Doorkeeper {

  static final int WINDOW = 1000;

  private final AtomicLong millis = new AtomicLong();
  private final Scratch scratch = new Scratch(Crypto.system(), millis::get);
  private final ClientProtocol protocol;
  private final List<String> events = new ArrayList<>();
  private @Nullable SessionChannel session;
  private final Queue<Errand> errands = new ArrayDeque<>();
  private final boolean doesErrands;
  private boolean slowly;
  private byte[] waiting = new byte[0];

  MemoryClient(boolean compressing) throws Exception {
    this(options(compressing), true);
  }

  /// Makes one.
  ///
  /// @param doesErrands whether what may block is done, at once, or is under way for ever
  MemoryClient(ConnectionOptions options, boolean doesErrands) throws Exception {
    this.doesErrands = doesErrands;
    protocol =
        new ClientProtocol(
            new Destination("host", 22, "me", options),
            List.of("ssh-ed25519"),
            new Guesses(),
            (key, decision) -> decision.trust(),
            ClientExchange.Aside.AT_ONCE,
            () -> 1 << 17,
            this,
            scratch);
    protocol.start();
  }

  static ConnectionOptions options(boolean compressing) {
    Algorithms all = Algorithms.standard().withKeyExchanges(List.of("curve25519-sha256"));
    return new ConnectionOptions(
        compressing
            ? new Algorithms(
                all.keyExchanges(),
                all.hostKeys(),
                all.ciphers(),
                all.macs(),
                List.of("zlib@openssh.com"))
            : all,
        Authentication.of(Identity.ofAll(List.of(HostKeys.ED25519))),
        dev.muster.ssh.trust.HostKeys.trustingAll(),
        Limits.standard(),
        RekeyLimit.standard());
  }

  Phase phase() {
    return protocol.phase();
  }

  ClientProtocol protocol() {
    return protocol;
  }

  /// Returns what became of the session so far.
  List<String> events() {
    return events;
  }

  void end() {
    protocol.ended(Optional.empty());
  }

  void waits(long time) {
    millis.addAndGet(time);
  }

  @Override
  public void receive(byte[] bytes) throws ProtocolException, EndingException {
    byte[] all = Arrays.copyOf(waiting, waiting.length + bytes.length);
    System.arraycopy(bytes, 0, all, waiting.length, bytes.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    protocol.receive(in);
    waiting = Arrays.copyOfRange(all, in.position(), all.length);
    while (doesErrands && !errands.isEmpty()) {
      try {
        errands.remove().run().run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public byte[] said() {
    byte[] said = new byte[scratch.out().flip().remaining()];
    scratch.out().get(said);
    scratch.clearOut();
    return said;
  }

  @Override
  public void exec() {
    session = protocol.channels().session(SessionStart.exec("ls", Map.of()), WINDOW, this);
  }

  @Override
  public void terminal() {
    SessionStart shell =
        new SessionStart("shell", null, Map.of(), Pty.of("xterm", 80, 24).request());
    session = protocol.channels().session(shell, WINDOW, this);
  }

  @Override
  public void sendBreak() {
    if (session != null) {
      session.sendBreak(500, new CompletableFuture<>());
    }
  }

  @Override
  public void tunnel() {
    protocol.channels().connect("there", 22, WINDOW, this);
  }

  @Override
  public void forward(boolean keepsWaiting) {
    slowly = keepsWaiting;
    protocol.channels().guard(this);
    protocol
        .channels()
        .ask("tcpip-forward", body -> body.putString("localhost").putInt(80), (_, _) -> {});
  }

  @Override
  public int windowBytes() {
    return WINDOW;
  }

  @Override
  public void asked(StreamChannel channel) throws ProtocolException {
    if (!slowly) {
      channel.accept(this);
    }
  }

  @Override
  public void closeSession() {
    if (session != null) {
      session.close();
    }
  }

  @Override
  public void rekey() {
    protocol.transport().rekey();
  }

  @Override
  public void secured() {}

  @Override
  public void authenticated() {}

  @Override
  public void send(Errand errand) {
    errands.add(errand);
  }

  @Override
  public void started() {
    events.add("started");
  }

  @Override
  public void opened() {
    events.add("opened");
  }

  @Override
  public void received(byte[] bytes) {
    events.add("received");
  }

  @Override
  public void receivedEnd() {
    events.add("end");
  }

  @Override
  public void out(byte[] bytes) {
    events.add("out");
  }

  @Override
  public void err(byte[] bytes) {
    events.add("err");
  }

  @Override
  public void ended(ChannelEnd end) {
    events.add(end.toString());
  }
}
