package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import dev.muster.ssh.kex.KeyDerivation;
import dev.muster.ssh.kex.NoCommonAlgorithmException;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.packet.Keys;
import dev.muster.ssh.packet.PacketReader;
import dev.muster.ssh.packet.PacketWriter;
import dev.muster.ssh.packet.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server that is told step by step what to say, right or wrong.
public final class RawServer {

  private static final String NAME = "SSH-2.0-Raw_test";

  private final Peer client;
  private final Crypto crypto = Crypto.system();
  private final Scratch scratch = new Scratch(crypto);
  private final PacketReader reader = new PacketReader();
  private final PacketWriter writer = new PacketWriter();
  private final List<byte[]> heard = new ArrayList<>();
  private final ArrayDeque<Integer> numbers = new ArrayDeque<>();
  private SshPrivateKey hostKey = HostKeys.ED25519;
  private byte @Nullable [] shown;
  private byte[] waiting = new byte[0];
  private byte[] name = NAME.getBytes(StandardCharsets.ISO_8859_1);
  private String clientName = "";
  private byte[] clientProposal = new byte[0];
  private byte[] ourProposal = new byte[0];
  private byte[] clientShare = new byte[0];
  private byte[] session = new byte[0];
  private int spoiled = -1;
  private boolean strict;
  private @Nullable KexInit ours;
  private @Nullable Keys inbound;
  private @Nullable Keys outbound;
  private @Nullable Agreement agreement;

  public RawServer(Peer client) {
    this.client = client;
  }

  /// Returns a server that has come as far as the first keys with `client`.
  public static RawServer secured(Side client) throws Exception {
    RawServer server = new RawServer(client);
    client.transport().start();
    server.identify(NAME).propose(strictly(Proposals.standard()));
    server.finishExchange();
    return server;
  }

  /// Goes on after both proposals: answers, takes new keys, hears the client's.
  public void finishExchange() throws Exception {
    hear();
    answer().newKeys().hear();
  }

  /// Returns the proposal with the promise of strict key exchange.
  public static KexInit strictly(KexInit proposal) {
    List<String> methods = new ArrayList<>(proposal.keyExchanges());
    methods.add(Agreement.STRICT_SERVER);
    return new KexInit(
        methods,
        proposal.hostKeys(),
        proposal.ciphers(),
        proposal.macs(),
        proposal.compressions(),
        proposal.guessFollows());
  }

  public RawServer withHostKey(SshPrivateKey key) {
    hostKey = key;
    return this;
  }

  /// Shows something else than the host key that it signs with.
  RawServer showing(byte[] blob) {
    shown = blob.clone();
    return this;
  }

  private byte[] shown() {
    byte[] blob = shown;
    return blob == null ? hostKey.publicKey().blob() : blob;
  }

  /// Spoils a byte of the next signature.
  RawServer spoilingSignature(int at) {
    spoiled = at;
    return this;
  }

  public RawServer identify(String lines) throws ProtocolException, EndingException {
    name = lines.substring(lines.lastIndexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
    client.receive((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public RawServer propose(KexInit proposal) throws ProtocolException, EndingException {
    ours = proposal;
    ourProposal = proposal.payload(new byte[16]);
    return say(ourProposal);
  }

  /// Sends a message with a number only.
  public RawServer say(int type) throws ProtocolException, EndingException {
    return say(new byte[] {(byte) type});
  }

  public RawServer say(SshWriter message) throws ProtocolException, EndingException {
    return say(message.toBytes());
  }

  public RawServer say(byte[] payload) throws ProtocolException, EndingException {
    client.receive(sealed(payload));
    return this;
  }

  /// Makes a packet and does not send it.
  public byte[] sealed(byte[] payload) {
    scratch.clearOut();
    writer.write(payload, payload.length, scratch);
    byte[] bytes = new byte[scratch.out().flip().remaining()];
    scratch.out().get(bytes);
    return bytes;
  }

  /// Hears what the client said since the last time, and returns it.
  public List<byte[]> hear() throws Exception {
    heard.clear();
    byte[] more = client.said();
    byte[] all = Arrays.copyOf(waiting, waiting.length + more.length);
    System.arraycopy(more, 0, all, waiting.length, more.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    if (clientName.isEmpty()) {
      clientName = new Identification(false).read(in).orElseThrow();
    }
    SshReader payload = new SshReader(all);
    while (reader.next(in, payload, scratch)) {
      take(payload.readBytes(payload.remaining()));
    }
    waiting = Arrays.copyOfRange(all, in.position(), all.length);
    return List.copyOf(heard);
  }

  /// Returns what was heard the last time.
  public List<byte[]> heard() {
    return List.copyOf(heard);
  }

  /// Returns the numbers of the messages that the client said since the last time.
  public List<Integer> hearNumbers() throws Exception {
    return hear().stream().map(message -> message[0] & 0xff).toList();
  }

  /// Hears the client until it has said a message of that number, after those that were waited for
  /// before.
  public RawServer hearUntil(int number) throws Exception {
    for (int i = 0; i < 200; i++) {
      while (!numbers.isEmpty()) {
        if (numbers.remove() == number) {
          return this;
        }
      }
      hear();
    }
    throw new AssertionError("the client does not say " + number);
  }

  private void take(byte[] message) throws GeneralSecurityException, ProtocolException {
    heard.add(message);
    numbers.add(message[0] & 0xff);
    switch (message[0]) {
      case Message.KEXINIT -> clientProposal = message;
      case KexMethod.INIT ->
          clientShare = new SshReader(message, 1, message.length - 1).readString();
      case Message.NEWKEYS -> {
        Keys keys = inbound;
        Agreement agreed = agreement;
        if (keys == null || agreed == null) {
          throw new ProtocolException("new keys before there are any");
        }
        reader.use(
            agreed.toServer().cipher(), agreed.toServer().mac(), keys, strict, scratch.crypto());
      }
      default -> {}
    }
  }

  /// Sends the reply to the client's last share and derives keys.
  public RawServer answer() throws Exception {
    say(reply());
    return this;
  }

  /// Returns the reply to the client's last share, and derives keys.
  public byte[] reply()
      throws GeneralSecurityException, ProtocolException, NoCommonAlgorithmException {
    KexInit proposal = ours;
    if (proposal == null) {
      throw new IllegalStateException("nothing was proposed");
    }
    KexInit theirs = KexInit.parse(new SshReader(clientProposal, 1, clientProposal.length - 1));
    Agreement agreed = Agreement.of(theirs, proposal);
    if (session.length == 0) {
      strict = agreed.strict();
    }
    KexMethod method = KexMethod.named(agreed.keyExchange());
    KexMethod.ServerShare share = method.answer(clientShare, crypto);
    byte[] prefix =
        new SshWriter()
            .putString(clientName)
            .putString(name)
            .putString(clientProposal)
            .putString(ourProposal)
            .toBytes();
    byte[] hash = ServerExchange.hash(prefix, shown(), clientShare, share, method);
    if (session.length == 0) {
      session = hash;
    }
    byte[] signature = hostKey.sign(SshCertificate.plainAlgorithm(agreed.hostKey()), hash);
    if (spoiled >= 0) {
      signature[spoiled % signature.length] ^= 1;
    }
    KeyDerivation derivation =
        new KeyDerivation(crypto.digest(method.digest()), share.secret(), hash, session);
    inbound = derivation.toServer(agreed.toServer());
    outbound = derivation.toClient(agreed.toClient());
    agreement = agreed;
    return new SshWriter()
        .putByte(KexMethod.REPLY)
        .putString(shown())
        .putString(share.share())
        .putString(signature)
        .toBytes();
  }

  /// Sends that new keys are in use from now on, and uses them.
  public RawServer newKeys() throws Exception {
    say(Message.NEWKEYS);
    useKeys();
    return this;
  }

  /// Uses new keys for what is said from now on.
  public void useKeys() throws GeneralSecurityException {
    Keys keys = outbound;
    Agreement agreed = agreement;
    if (keys == null || agreed == null) {
      throw new IllegalStateException("there are no new keys");
    }
    writer.use(agreed.toClient().cipher(), agreed.toClient().mac(), keys, strict, crypto);
  }

  /// Returns the session id.
  public byte[] session() {
    return session;
  }
}
