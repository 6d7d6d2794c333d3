package dev.muster.fleet;

import dev.muster.ssh.Algorithms;
import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.packet.Scratch;
import dev.muster.ssh.transport.ClientExchange;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Exchange;
import dev.muster.ssh.transport.Guesses;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client that says what a test tells it to, message by message, over the engine's transport.
final class ScriptedClient implements Transport.Upper, AutoCloseable {

  static final SshPrivateKey KEY = KeyPairs.generate(KeyType.ED25519);
  static final int WINDOW = 1 << 20;

  private final Wire wire;
  private final Scratch scratch = new Scratch(Crypto.system());
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
  private final List<String> signatures = new ArrayList<>();
  private final ClientExchange exchange;
  private final Transport transport;
  private byte[] leftover = new byte[0];
  private boolean proposed;
  private boolean secured;

  /// What a command left behind.
  record Outcome(String out, String err, String end) {}

  ScriptedClient(Wire wire) {
    this(wire, Algorithms.standard());
  }

  ScriptedClient(Wire wire, Algorithms algorithms) {
    this.wire = wire;
    KexInit proposal =
        new KexInit(
            algorithms.keyExchanges(),
            algorithms.hostKeys(),
            KexInit.Ways.both(algorithms.ciphers()),
            KexInit.Ways.both(algorithms.macs()),
            KexInit.Ways.both(algorithms.compressions()),
            false);
    this.exchange =
        new ClientExchange(
            proposal,
            new Guesses(),
            scratch.crypto(),
            (_, decision) -> decision.trust(),
            ClientExchange.Aside.AT_ONCE);
    this.transport =
        new Transport(
            true, "SSH-2.0-Scripted", new Noting(exchange), this, (_, _) -> false, scratch);
  }

  /// Notes that the server's proposal has come.
  private final class Noting implements Exchange {
    private final Exchange inner;

    Noting(Exchange inner) {
      this.inner = inner;
    }

    @Override
    public KexInit proposal(boolean first) {
      return inner.proposal(first);
    }

    @Override
    public Optional<byte[]> guess(KexInit proposal) throws GeneralSecurityException {
      return inner.guess(proposal);
    }

    @Override
    public void begin(Agreement agreement, KexInit theirs, boolean guessCounts, Context context)
        throws GeneralSecurityException, ProtocolException, EndingException {
      proposed = true;
      inner.begin(agreement, theirs, guessCounts, context);
    }

    @Override
    public void message(int type, SshReader body, Context context)
        throws GeneralSecurityException, ProtocolException, EndingException {
      inner.message(type, body, context);
    }
  }

  Transport transport() {
    return transport;
  }

  List<String> signatures() {
    return signatures;
  }

  SshPublicKey hostKey() {
    return exchange.hostKey().orElseThrow();
  }

  boolean sawProposal() {
    return proposed;
  }

  @Override
  public void secured() {
    secured = true;
  }

  @Override
  public void serverSignatureAlgorithms(List<String> names) {
    signatures.addAll(names);
  }

  @Override
  public void message(int type, SshReader body) {
    SshWriter copy = new SshWriter().putByte(type);
    copy.putBytes(body.array(), body.position(), body.remaining());
    messages.add(copy.toBytes());
  }

  // --- the conversation

  void handshake() throws Exception {
    transport.start();
    flush();
    while (!secured) {
      receive();
    }
  }

  void requestService() throws Exception {
    send(transport.message(Message.SERVICE_REQUEST).putString("ssh-userauth"));
    expect(Message.SERVICE_ACCEPT);
  }

  void login() throws Exception {
    requestService();
    send(signed(KEY, "ssh-ed25519"));
    expect(Message.USERAUTH_SUCCESS);
    transport.established();
  }

  SshWriter signed(SshPrivateKey key, String algorithm) {
    SshWriter request = publicKey(key.publicKey(), algorithm, true);
    SshWriter text = new SshWriter().putString(transport.session());
    text.putBytes(request.array(), 0, request.length());
    return request.putString(key.sign(algorithm, text.toBytes()));
  }

  SshWriter publicKey(SshPublicKey key, String algorithm, boolean signed) {
    SshWriter request =
        new SshWriter()
            .putByte(Message.USERAUTH_REQUEST)
            .putString("root")
            .putString("ssh-connection")
            .putString("publickey")
            .putBoolean(signed)
            .putString(algorithm);
    key.writeTo(request);
    return request;
  }

  /// Opens a session and returns the server's number for it; ours is 7.
  int open(int window, int maxPacket) throws Exception {
    send(
        transport
            .message(Message.CHANNEL_OPEN)
            .putString("session")
            .putInt(7)
            .putInt(window)
            .putInt(maxPacket));
    SshReader body = expect(Message.CHANNEL_OPEN_CONFIRMATION);
    body.readInt();
    return body.readInt();
  }

  void exec(int channel, String command) throws Exception {
    send(request(channel, "exec", true).putString(command));
  }

  SshWriter request(int channel, String name, boolean reply) {
    return transport
        .message(Message.CHANNEL_REQUEST)
        .putInt(channel)
        .putString(name)
        .putBoolean(reply);
  }

  SshWriter to(int type, int channel) {
    return transport.message(type).putInt(channel);
  }

  /// Runs a command on a connection that is logged in, to its end, giving credit as it goes.
  Outcome run(String command) throws Exception {
    int channel = open(WINDOW, 32 << 10);
    exec(channel, command);
    expect(Message.CHANNEL_SUCCESS);
    return outcome(channel);
  }

  /// Reads what an accepted command says, to its end, giving credit as it goes.
  Outcome outcome(int channel) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String end = "";
    int due = 0;
    SshReader body = next();
    int type = body.readByte();
    while (type != Message.CHANNEL_CLOSE) {
      body.readInt();
      switch (type) {
        case Message.CHANNEL_DATA -> {
          byte[] bytes = body.readString();
          out.writeBytes(bytes);
          due += bytes.length;
        }
        case Message.CHANNEL_EXTENDED_DATA -> {
          body.readInt();
          byte[] bytes = body.readString();
          err.writeBytes(bytes);
          due += bytes.length;
        }
        case Message.CHANNEL_REQUEST -> end = end(body);
        default -> {
          // credit and the end of output say nothing about it
        }
      }
      if (due > WINDOW / 4) {
        send(to(Message.CHANNEL_WINDOW_ADJUST, channel).putInt(due));
        due = 0;
      }
      body = next();
      type = body.readByte();
    }
    send(to(Message.CHANNEL_CLOSE, channel));
    return new Outcome(text(out), text(err), end);
  }

  private static String end(SshReader body) throws ProtocolException {
    String name = body.readName();
    body.readBoolean();
    return name + " " + (name.equals("exit-status") ? body.readInt() : body.readName());
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  // --- messages

  void send(SshWriter message) throws IOException {
    transport.send(message);
    flush();
  }

  /// Returns the body of the next message, which must be of that type.
  SshReader expect(int type) throws Exception {
    SshReader body = next();
    int got = body.readByte();
    if (got != type) {
      throw new AssertionError("message " + type + " wanted, got " + got);
    }
    return body;
  }

  /// Returns the next message.
  SshReader next() throws Exception {
    while (messages.isEmpty()) {
      receive();
    }
    return new SshReader(messages.remove());
  }

  /// Returns the next message if it is here already.
  Optional<SshReader> poll() {
    return Optional.ofNullable(messages.poll()).map(SshReader::new);
  }

  /// Takes what comes in one read.
  void receive() throws IOException, ProtocolException, EndingException {
    byte[] bytes = wire.read();
    if (bytes.length == 0) {
      throw new EOFException("end of stream");
    }
    ByteBuffer in = ByteBuffer.allocate(leftover.length + bytes.length);
    in.put(leftover).put(bytes).flip();
    transport.receive(in);
    leftover = new byte[in.remaining()];
    in.get(leftover);
    flush();
  }

  void flush() throws IOException {
    ByteBuffer out = scratch.out().flip();
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    scratch.clearOut();
    if (bytes.length > 0) {
      wire.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
