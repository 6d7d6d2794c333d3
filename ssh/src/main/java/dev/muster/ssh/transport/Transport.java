package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import dev.muster.ssh.kex.KeyDerivation;
import dev.muster.ssh.kex.NoCommonAlgorithmException;
import dev.muster.ssh.packet.Keys;
import dev.muster.ssh.packet.PacketReader;
import dev.muster.ssh.packet.PacketWriter;
import dev.muster.ssh.packet.Scratch;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One side of an SSH transport (RFC 4253), without I/O: bytes of the peer go into [#receive], what
/// is to be sent is appended to [Scratch#out], and messages of the layers above go to [Upper].
///
/// A key exchange, seen from here:
///
/// ```
///   QUIET ──ours sent──▶ PROPOSED ──theirs came──▶ EXCHANGING ──secret──▶ CONFIRMING ──their NEWKEYS──▶ QUIET
///     └───────────theirs came (ours is sent at once)──────▲
/// ```
///
/// From our proposal to our NEWKEYS, what the layers above say is held back; from the peer's
/// proposal to its NEWKEYS, the peer may say nothing of theirs. Owned by one connection; one thread
/// at a time.
public final class Transport {

  /// What the layers above the transport hear. Called within [#receive].
  public interface Upper {

    /// The first keys are in use: from now on messages may be sent.
    void secured() throws ProtocolException, EndingException;

    /// A message of number 5, 6 or 50 and above; `body` begins after the number and is valid during
    /// the call.
    void message(int type, SshReader body) throws ProtocolException, EndingException;

    /// The server named the signature algorithms that it takes (RFC 8308 section 3.1).
    default void serverSignatureAlgorithms(List<String> names) {}
  }

  private enum Phase {
    QUIET,
    PROPOSED,
    EXCHANGING,
    CONFIRMING
  }

  private static final int MAX_IDLE_TALK = 256;

  private final boolean client;
  private final Exchange exchange;
  private final Upper upper;
  private final Scratch scratch;
  private final Rekeying rekeying;
  private final Context context = new Context();
  private final Held held = new Held();
  private final PacketReader reader = new PacketReader();
  private final PacketWriter writer = new PacketWriter();

  private final String ourIdentification;
  private @Nullable Identification identification;
  private String theirIdentification = "";

  private Phase phase = Phase.QUIET;
  private boolean strict;
  private boolean takesExtensions;
  private boolean keyed;
  private boolean established;
  private boolean deflates;
  private boolean inflates;
  private boolean paused;
  private int idleTalk;
  private int restless;
  private long keyedAt;
  private byte[] session = new byte[0];
  private @Nullable Pending pending;
  private Watched watched = Watched.BY_NOBODY;

  /// Makes one side.
  ///
  /// @param identification our string, such as `SSH-2.0-Muster_0.1`, without a line end
  /// @param rekeying says when a new exchange is begun by this side
  public Transport(
      boolean client,
      String identification,
      Exchange exchange,
      Upper upper,
      Rekeying rekeying,
      Scratch scratch) {
    this.client = client;
    this.ourIdentification = identification;
    this.exchange = exchange;
    this.upper = upper;
    this.rekeying = rekeying;
    this.scratch = scratch;
    this.identification = new Identification(client);
  }

  /// Says our identification, our proposal and perhaps a guess, all in one go.
  public void start() throws GeneralSecurityException {
    scratch.out().put(Identification.bytes(ourIdentification + "\r\n"));
    propose();
  }

  /// Takes what arrived, as far as it makes whole messages; the rest stays in `in` for the next
  /// call.
  ///
  /// @throws EndingException if the protocol is over
  /// @throws ProtocolException if the peer broke it
  public void receive(ByteBuffer in) throws ProtocolException, EndingException {
    if (identification != null) {
      Optional<String> theirs = identification.read(in);
      if (theirs.isEmpty()) {
        return;
      }
      theirIdentification = theirs.get();
      watched.identified(theirIdentification);
      identification = null;
    }
    SshReader payload = new SshReader(session, 0, 0);
    for (int at = in.position(); !paused && reader.next(in, payload, scratch); at = in.position()) {
      watched.received(reader, in.position() - at, payload);
      int before = held.bytes();
      dispatch(payload);
      held.countAnswers(before);
      rekeyIfDue(reader.bytes());
    }
  }

  /// Returns a writer for the next message, with its number written; valid until the next call.
  public SshWriter message(int type) {
    return scratch.message().putByte(type);
  }

  /// Sends a message of a layer above, or holds it back until the key exchange under way is over.
  public void send(SshWriter message) {
    if (phase == Phase.PROPOSED || phase == Phase.EXCHANGING) {
      held.add(message.toBytes());
      return;
    }
    write(message.array(), message.length());
    rekeyIfDue(writer.bytes());
  }

  /// Shows everything that goes by from now on to `watch`; to nobody, if it is null.
  public void watch(@Nullable PacketWatch watch) {
    watched = watch == null ? Watched.BY_NOBODY : new Watched(watch);
  }

  private void write(byte[] message, int length) {
    int at = scratch.out().position();
    writer.write(message, length, scratch);
    watched.sent(writer, scratch.out().position() - at, message, length);
  }

  private void rekeyIfDue(long used) {
    if (established && phase == Phase.QUIET && rekeying.isDue(used, scratch.millis() - keyedAt)) {
      rekey();
    }
  }

  /// Begins a new key exchange unless one is under way.
  public void rekey() {
    if (phase == Phase.QUIET) {
      try {
        propose();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no key exchange can be begun", e);
      }
    }
  }

  /// Says goodbye: at once, whatever is under way.
  public void disconnect(int reason, String text) {
    SshWriter goodbye = message(Message.DISCONNECT).putInt(reason).putString(text).putString("");
    write(goodbye.array(), goodbye.length());
  }

  /// Says that the user is authenticated: limits on idle talk end, re-keying begins to count, and
  /// compression begins if it was agreed, with the next packet either way.
  public void established() {
    established = true;
    writer.padTo(1);
    startInflating();
    startDeflating();
  }

  /// Returns whether packets to the peer are compressed once the user is authenticated: then
  /// nothing of the layers above may be sent ahead of that.
  public boolean isCompressionAgreed() {
    return deflates;
  }

  /// Frees what lives outside the heap. Nothing is sent or received any more, because of `why`.
  public void end(String why) {
    watched.ended(why);
    held.forget();
    reader.end();
    writer.end();
  }

  /// Returns who computes, on this thread.
  public Crypto crypto() {
    return scratch.crypto();
  }

  /// Returns the exchange hash of the first exchange, which names this connection.
  public byte[] session() {
    return session;
  }

  /// Returns the peer's identification string, empty before it came.
  public String peer() {
    return theirIdentification;
  }

  /// Returns the first line that the peer sent before its identification string, or nothing.
  public String lineBefore() {
    return identification == null ? "" : identification.firstLine();
  }

  /// Returns whether the peer's identification string has come.
  public boolean isIdentified() {
    return identification == null;
  }

  /// Returns whether a key exchange is under way.
  public boolean isExchanging() {
    return phase != Phase.QUIET;
  }

  /// Returns whether incoming messages wait for a decision.
  public boolean isPaused() {
    return paused;
  }

  /// Returns whether what the layers above say is held back for now.
  public boolean isHolding() {
    return phase == Phase.PROPOSED || phase == Phase.EXCHANGING;
  }

  /// Returns whether the client asked to be told of extensions (RFC 8308 section 2.1).
  public boolean takesExtensions() {
    return takesExtensions;
  }

  /// Returns whether both sides number packets anew with new keys.
  public boolean isStrict() {
    return strict;
  }

  private void dispatch(SshReader payload) throws ProtocolException, EndingException {
    int type = payload.readByte();
    Pending now = pending;
    if (now != null && now.skipNext && type >= Message.KEX_FIRST && type <= Message.KEX_LAST) {
      now.skipNext = false;
      return;
    }
    switch (type) {
      case Message.DISCONNECT -> disconnected(payload);
      case Message.IGNORE, Message.UNIMPLEMENTED, Message.DEBUG -> idleTalk(type);
      case Message.EXT_INFO -> extensions(payload);
      case Message.KEXINIT -> theirProposal(payload);
      case Message.NEWKEYS -> theirKeys();
      default -> {
        if (type >= Message.KEX_FIRST && type <= Message.KEX_LAST) {
          exchangeMessage(type, payload);
        } else if (session.length == 0 || phase == Phase.EXCHANGING || phase == Phase.CONFIRMING) {
          throw new ProtocolException("message " + type + " within the key exchange");
        } else if (type >= Message.USERAUTH_REQUEST
            || type == Message.SERVICE_REQUEST
            || type == Message.SERVICE_ACCEPT) {
          upper.message(type, payload);
        } else {
          countIdleTalk();
          unimplemented();
        }
      }
    }
  }

  /// Answers a message that nobody here knows (RFC 4253 section 11.4).
  public void unimplemented() {
    send(scratch.message().putByte(Message.UNIMPLEMENTED).putInt(reader.lastSequence()));
  }

  private static void disconnected(SshReader payload) throws ProtocolException, EndingException {
    int reason = payload.readInt();
    throw new EndingException(
        new Ending.Disconnected(reason, StrangeText.shown(payload.readText())));
  }

  /// Messages that mean nothing. Up to the peer's first keys a strict exchange has none (the
  /// Terrapin attack inserts them); before the peer has proven anything, their number is limited.
  private void idleTalk(int type) throws ProtocolException {
    if (strict && !keyed) {
      throw new ProtocolException("message " + type + " within a strict key exchange");
    }
    countIdleTalk();
  }

  private void countIdleTalk() throws ProtocolException {
    if (!established && ++idleTalk > MAX_IDLE_TALK) {
      throw new ProtocolException("over " + MAX_IDLE_TALK + " messages that mean nothing");
    }
  }

  private void extensions(SshReader payload) throws ProtocolException {
    if (session.length == 0 || phase != Phase.QUIET) {
      throw new ProtocolException("extensions within the key exchange");
    }
    countIdleTalk();
    Extensions.read(payload, upper);
  }

  private void propose() throws GeneralSecurityException {
    boolean first = session.length == 0;
    KexInit proposal = exchange.proposal(first);
    Optional<byte[]> guess = first ? exchange.guess(proposal) : Optional.empty();
    SeenProposals.Ours ours =
        SeenProposals.of(scratch).ours(proposal, client, first, guess.isPresent());
    byte[] cookie = new byte[16];
    scratch.crypto().random().nextBytes(cookie);
    Pending now = new Pending(ours.said(), ours.payload(cookie), guess.isPresent());
    pending = now;
    phase = Phase.PROPOSED;
    write(now.ourPayload, now.ourPayload.length);
    if (guess.isPresent()) {
      write(guess.get(), guess.get().length);
    }
  }

  private void theirProposal(SshReader payload) throws ProtocolException, EndingException {
    if (phase == Phase.EXCHANGING || phase == Phase.CONFIRMING) {
      throw new ProtocolException("a second proposal within one key exchange");
    }
    int from = payload.position() - 1;
    byte[] raw = Arrays.copyOfRange(payload.array(), from, from + 1 + payload.remaining());
    if (phase == Phase.QUIET && session.length > 0) {
      long used = reader.bytes() + writer.bytes() - raw.length;
      restless = Restlessness.after(restless, used, scratch.millis() - keyedAt);
    }
    SeenProposals proposals = SeenProposals.of(scratch);
    KexInit theirs = proposals.theirs(raw);
    rekey();
    Pending now = underWay();
    now.theirPayload = raw;
    try {
      now.agreement = proposals.agreement(client ? now.ours : theirs, client ? theirs : now.ours);
    } catch (NoCommonAlgorithmException e) {
      throw new EndingException(
          new Ending.NoCommonAlgorithm(
              e.kind(),
              client ? e.client() : e.server(),
              StrangeText.shown(client ? e.server() : e.client())));
    }
    if (session.length == 0) {
      strict = now.agreement.strict();
      takesExtensions = theirs.keyExchanges().contains(Agreement.EXT_INFO_CLIENT);
      if (strict && reader.lastSequence() != 0) {
        throw new ProtocolException("packets before the proposal of a strict key exchange");
      }
    }
    watched.agreed(now.agreement);
    now.skipNext = theirs.guessFollows() && !now.agreement.guessHolds();
    phase = Phase.EXCHANGING;
    try {
      boolean guessCounts = now.guessed && now.agreement.guessHolds();
      exchange.begin(now.agreement, theirs, guessCounts, context);
    } catch (GeneralSecurityException e) {
      throw failed(e);
    }
  }

  private void exchangeMessage(int type, SshReader payload)
      throws ProtocolException, EndingException {
    if (phase != Phase.EXCHANGING) {
      throw new ProtocolException("key exchange message " + type + " outside a key exchange");
    }
    try {
      exchange.message(type, payload, context);
    } catch (GeneralSecurityException e) {
      throw failed(e);
    }
  }

  private static ProtocolException failed(GeneralSecurityException e) {
    return new ProtocolException("key exchange failed: " + e.getMessage(), e);
  }

  private void theirKeys() throws ProtocolException {
    Pending now = pending;
    if (phase != Phase.CONFIRMING || now == null || now.inbound == null || now.agreement == null) {
      throw new ProtocolException("new keys outside a key exchange");
    }
    Agreement.Way way = client ? now.agreement.toClient() : now.agreement.toServer();
    try {
      reader.use(way.cipher(), way.mac(), now.inbound, strict, scratch.crypto());
      inflates = way.isCompressed();
      startInflating();
    } catch (GeneralSecurityException e) {
      throw new ProtocolException("cipher refused its keys: " + e.getMessage(), e);
    }
    now.inbound.wipe();
    pending = null;
    keyed = true;
    keyedAt = scratch.millis();
    phase = Phase.QUIET;
  }

  /// A peer that has proven nothing yet gets no decompressor to attack (`zlib@openssh.com`).
  private void startInflating() {
    if (established && inflates) {
      reader.inflate();
    }
  }

  private void startDeflating() {
    if (established && deflates) {
      writer.deflate();
    }
  }

  private Pending underWay() {
    if (pending == null) {
      throw new IllegalStateException("no key exchange is under way");
    }
    return pending;
  }

  private final class Context implements Exchange.Context {

    @Override
    public byte[] hashPrefix() {
      Pending now = underWay();
      SshWriter prefix = new SshWriter(4096);
      prefix.putString(Identification.bytes(client ? ourIdentification : theirIdentification));
      prefix.putString(Identification.bytes(client ? theirIdentification : ourIdentification));
      prefix.putString(client ? now.ourPayload : now.theirPayload);
      prefix.putString(client ? now.theirPayload : now.ourPayload);
      return prefix.toBytes();
    }

    @Override
    public void send(byte[] payload) {
      write(payload, payload.length);
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void complete(KexMethod method, byte[] secret, byte[] hash)
        throws GeneralSecurityException, ProtocolException, EndingException {
      Pending now = underWay();
      Agreement agreement = now.agreement;
      if (agreement == null || phase != Phase.EXCHANGING) {
        throw new IllegalStateException("no agreement to complete");
      }
      boolean first = session.length == 0;
      if (first) {
        session = hash;
      }
      KeyDerivation derivation =
          new KeyDerivation(scratch.crypto().digest(method.digest()), secret, hash, session);
      write(new byte[] {Message.NEWKEYS}, 1);
      Keys toServer = derivation.toServer(agreement.toServer());
      Keys toClient = derivation.toClient(agreement.toClient());
      Arrays.fill(secret, (byte) 0);
      Keys outbound = client ? toServer : toClient;
      Agreement.Way way = client ? agreement.toServer() : agreement.toClient();
      writer.use(way.cipher(), way.mac(), outbound, strict, scratch.crypto());
      writer.padTo(established ? 1 : 64); // who listens learns of no password how long it is
      deflates = way.isCompressed();
      startDeflating();
      outbound.wipe();
      now.inbound = client ? toClient : toServer;
      phase = Phase.CONFIRMING;
      paused = false;
      held.release(message -> write(message, message.length));
      if (first) {
        upper.secured();
      }
    }
  }
}
