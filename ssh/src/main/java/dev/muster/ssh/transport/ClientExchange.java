package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.GroupExchange;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.key.SshPublicKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The client's part in key exchanges: makes its share, checks the server's signature over the
/// exchange, and has the host key judged.
///
/// Owned by one connection; one thread at a time.
public final class ClientExchange implements Exchange {

  /// Judges host keys. Called once a connection, on its loop.
  public interface HostKeyJudge {

    /// Judges `key` now and returns, or keeps `decision` and calls one of its methods later, on the
    /// same loop.
    void judge(OfferedKey key, Decision decision)
        throws GeneralSecurityException, ProtocolException, EndingException;
  }

  /// What a judge comes to; one call of one method.
  public interface Decision {

    /// The key is trusted: the connection goes on.
    void trust() throws GeneralSecurityException, ProtocolException, EndingException;

    /// The key is not trusted; does not return.
    default void refuse(String why) throws EndingException {
      throw new EndingException(new Ending.HostKeyRefused(why));
    }
  }

  /// Has a computation done that would hold an event loop up. In memory, at once.
  public interface Aside {

    /// Does it here and now.
    Aside AT_ONCE = slow -> slow.compute().run();

    /// Computes `slow`, on any thread, and then runs what it gives on the loop; once, whatever else
    /// happens to the connection.
    void compute(Slow slow) throws GeneralSecurityException, ProtocolException, EndingException;
  }

  /// A computation that touches nothing of its connection.
  public interface Slow {

    /// Computes, and returns how to go on.
    Then compute() throws GeneralSecurityException, ProtocolException;
  }

  /// What comes after a computation.
  public interface Then {
    void run() throws GeneralSecurityException, ProtocolException, EndingException;
  }

  private final KexInit proposal;
  private final Guesses guesses;
  private final Crypto crypto;
  private final HostKeyJudge judge;
  private final Aside aside;
  private @Nullable KexMethod method;
  private KexMethod.@Nullable ClientShare share;
  private boolean awaitsGroup;
  private String hostKeyAlgorithm = "";
  private @Nullable SshPublicKey hostKey;
  private byte @Nullable [] certificate;
  private byte[] hostSignature = new byte[0];

  /// Makes the client's part.
  ///
  /// @param proposal what to propose, each time
  /// @param guesses what was learned from other connections about guessing
  /// @param aside has what takes milliseconds done off the loop
  public ClientExchange(
      KexInit proposal, Guesses guesses, Crypto crypto, HostKeyJudge judge, Aside aside) {
    this.proposal = proposal;
    this.guesses = guesses;
    this.crypto = crypto;
    this.judge = judge;
    this.aside = aside;
  }

  @Override
  public KexInit proposal(boolean first) {
    List<String> own = proposal.keyExchanges();
    List<String> ordered = first ? guesses.ordered(own) : own;
    return ordered.equals(own) ? proposal : proposal.withKeyExchanges(ordered);
  }

  @Override
  public Optional<byte[]> guess(KexInit proposed) throws GeneralSecurityException {
    String name = proposed.keyExchanges().getFirst();
    KexMethod preferred = KexMethod.named(name);
    if (preferred.isSlow() || !guesses.isWorthwhile(name, preferred)) {
      return Optional.empty();
    }
    method = preferred;
    share = preferred.begin(crypto);
    return Optional.of(init(preferred, share));
  }

  @Override
  public void begin(Agreement agreement, KexInit theirs, boolean guessCounts, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    learn(agreement, theirs);
    hostKeyAlgorithm = agreement.hostKey();
    if (guessCounts) {
      return;
    }
    share = null;
    KexMethod agreed = KexMethod.named(agreement.keyExchange());
    byte[] request = agreed.request();
    awaitsGroup = request.length > 0;
    if (awaitsGroup) {
      method = agreed;
      context.send(request);
    } else {
      makeShare(agreed, context);
    }
  }

  /// Learns from the server's proposal, and starts over if another order than our own came to
  /// something else than our own would have.
  private void learn(Agreement agreement, KexInit theirs) throws EndingException {
    if (hostKey != null) {
      return; // a later exchange
    }
    List<String> own = proposal.keyExchanges();
    if (!agreement.keyExchange().equals(Guesses.agreed(own, theirs.keyExchanges()))) {
      guesses.keepOrder();
      throw new EndingException(new Ending.StartOver());
    }
    String hostKeyFirst = proposal.hostKeys().getFirst();
    guesses.learn(own, theirs.keyExchanges(), hostKeyFirst.equals(theirs.hostKeys().getFirst()));
  }

  @Override
  public void message(int type, SshReader body, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    KexMethod.ClientShare ours = share;
    KexMethod agreed = method;
    if (awaitsGroup && agreed != null && type == GroupExchange.GROUP) {
      awaitsGroup = false;
      makeShare(agreed.withGroup(body), context);
      return;
    }
    int due = agreed == null ? KexMethod.REPLY : agreed.reply();
    if (type != due || ours == null || agreed == null) {
      throw new ProtocolException("key exchange message " + type + " where " + due + " was due");
    }
    share = null;
    byte[] blob = body.readString();
    byte[] theirs = body.readString();
    byte[] signature = body.readString();
    body.expectEnd("the key exchange reply");
    Reply reply = new Reply(blob, theirs, signature, offered(blob));
    if (agreed.isSlow()) {
      context.pause();
      aside.compute(() -> {
        byte[] secret = ours.secret(theirs);
        return () -> verify(reply, agreed, ours.share(), secret, context);
      });
    } else {
      verify(reply, agreed, ours.share(), ours.secret(theirs), context);
    }
  }

  /// Returns the host key that was trusted, or nothing before that.
  public Optional<SshPublicKey> hostKey() {
    return Optional.ofNullable(hostKey);
  }

  /// Returns what the server proved itself with, or nothing before that.
  ///
  /// @param session the hash of the first exchange
  public Optional<HostProof> proof(byte[] session) {
    SshPublicKey known = hostKey;
    if (known == null) {
      return Optional.empty();
    }
    byte[] shown = certificate == null ? known.blob() : certificate;
    return Optional.of(new HostProof(shown, session, hostSignature));
  }

  /// What the server answered with.
  private static final class Reply {
    private final byte[] blob;
    private final byte[] share;
    private final byte[] signature;
    private final OfferedKey offered;

    Reply(byte[] blob, byte[] share, byte[] signature, OfferedKey offered) {
      this.blob = blob;
      this.share = share;
      this.signature = signature;
      this.offered = offered;
    }
  }

  private void makeShare(KexMethod agreed, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    method = agreed;
    if (agreed.isSlow()) {
      Crypto elsewhere = crypto.shared();
      aside.compute(() -> {
        KexMethod.ClientShare made = agreed.begin(elsewhere);
        return () -> say(agreed, made, context);
      });
    } else {
      say(agreed, agreed.begin(crypto), context);
    }
  }

  private void say(KexMethod agreed, KexMethod.ClientShare made, Context context) {
    share = made;
    context.send(init(agreed, made));
  }

  private void verify(
      Reply reply, KexMethod agreed, byte[] ourShare, byte[] secret, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    SshWriter rest = new SshWriter(512);
    rest.putString(reply.blob).putBytes(agreed.terms());
    rest.putString(ourShare).putString(reply.share).putBytes(secret);
    MessageDigest digest = crypto.digest(agreed.digest());
    digest.update(context.hashPrefix());
    digest.update(rest.array(), 0, rest.length());
    rest.wipe();
    byte[] hash = digest.digest();
    boolean signed = false;
    try {
      signed =
          reply
              .offered
              .key()
              .verify(
                  crypto, SshCertificate.plainAlgorithm(hostKeyAlgorithm), hash, reply.signature);
    } finally {
      if (!signed) {
        Arrays.fill(secret, (byte) 0);
      }
    }
    if (!signed) {
      throw new ProtocolException("its host key did not sign this key exchange");
    }
    judged(reply, agreed, secret, hash, context);
  }

  /// A certificate that nobody signed, or in a way that can be forged, is a host's trouble with its
  /// identity, and no broken protocol.
  private OfferedKey offered(byte[] blob) throws ProtocolException, EndingException {
    try {
      return OfferedKey.read(blob, hostKeyAlgorithm, crypto);
    } catch (ProtocolException e) {
      if (SshCertificate.isNamed(hostKeyAlgorithm)) {
        throw new EndingException(
            new Ending.HostKeyRefused("host certificate is refused: " + e.getMessage()));
      }
      throw e;
    }
  }

  private void judged(Reply reply, KexMethod agreed, byte[] secret, byte[] hash, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    SshPublicKey key = reply.offered.key();
    if (hostKey != null) {
      // A server has one identity a connection; another one in a re-key would escape the check made
      // at the start.
      if (!hostKey.equals(key)) {
        throw new ProtocolException("another host key in a later key exchange");
      }
      context.complete(agreed, secret, hash);
      return;
    }
    context.pause();
    judge.judge(
        reply.offered,
        new Decision() {
          @Override
          public void trust() throws GeneralSecurityException, ProtocolException, EndingException {
            hostKey = key;
            certificate = SshCertificate.isNamed(hostKeyAlgorithm) ? reply.blob : null;
            hostSignature = reply.signature;
            context.complete(agreed, secret, hash);
          }

          @Override
          public void refuse(String why) throws EndingException {
            Arrays.fill(secret, (byte) 0);
            Decision.super.refuse(why);
          }
        });
  }

  private static byte[] init(KexMethod agreed, KexMethod.ClientShare share) {
    return new SshWriter(64 + share.share().length)
        .putByte(agreed.init())
        .putString(share.share())
        .toBytes();
  }
}
