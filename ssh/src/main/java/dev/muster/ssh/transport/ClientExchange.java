package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
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

  private final KexInit proposal;
  private final Guesses guesses;
  private final Crypto crypto;
  private final HostKeyJudge judge;
  private @Nullable KexMethod method;
  private KexMethod.@Nullable ClientShare share;
  private String hostKeyAlgorithm = "";
  private @Nullable SshPublicKey hostKey;

  /// Makes the client's part.
  ///
  /// @param proposal what to propose, each time
  /// @param guesses what was learned from other connections about guessing
  public ClientExchange(KexInit proposal, Guesses guesses, Crypto crypto, HostKeyJudge judge) {
    this.proposal = proposal;
    this.guesses = guesses;
    this.crypto = crypto;
    this.judge = judge;
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
    if (!guesses.isWorthwhile(name, preferred)) {
      return Optional.empty();
    }
    method = preferred;
    share = preferred.begin(crypto);
    return Optional.of(init(share));
  }

  @Override
  public void begin(Agreement agreement, KexInit theirs, boolean guessCounts, Context context)
      throws GeneralSecurityException, EndingException {
    learn(agreement, theirs);
    hostKeyAlgorithm = agreement.hostKey();
    if (guessCounts) {
      return;
    }
    method = KexMethod.named(agreement.keyExchange());
    share = method.begin(crypto);
    context.send(init(share));
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
    if (type != KexMethod.REPLY || ours == null || agreed == null) {
      throw new ProtocolException(
          "key exchange message " + type + " where " + KexMethod.REPLY + " was due");
    }
    share = null;
    byte[] blob = body.readString();
    byte[] theirs = body.readString();
    byte[] signature = body.readString();
    body.expectEnd("the key exchange reply");
    OfferedKey offered = offered(blob);
    SshPublicKey key = offered.key();
    byte[] secret = ours.secret(theirs);
    SshWriter rest = new SshWriter(512);
    rest.putString(blob).putString(ours.share()).putString(theirs).putBytes(secret);
    MessageDigest digest = crypto.digest(agreed.digest());
    digest.update(context.hashPrefix());
    digest.update(rest.array(), 0, rest.length());
    rest.wipe();
    byte[] hash = digest.digest();
    boolean signed = false;
    try {
      signed = key.verify(crypto, SshCertificate.plainAlgorithm(hostKeyAlgorithm), hash, signature);
    } finally {
      if (!signed) {
        Arrays.fill(secret, (byte) 0);
      }
    }
    if (!signed) {
      throw new ProtocolException("its host key did not sign this key exchange");
    }
    judged(offered, agreed, secret, hash, context);
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

  /// Returns the host key that was trusted, or nothing before that.
  public Optional<SshPublicKey> hostKey() {
    return Optional.ofNullable(hostKey);
  }

  private void judged(
      OfferedKey offered, KexMethod agreed, byte[] secret, byte[] hash, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    SshPublicKey key = offered.key();
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
        offered,
        new Decision() {
          @Override
          public void trust() throws GeneralSecurityException, ProtocolException, EndingException {
            hostKey = key;
            context.complete(agreed, secret, hash);
          }

          @Override
          public void refuse(String why) throws EndingException {
            Arrays.fill(secret, (byte) 0);
            Decision.super.refuse(why);
          }
        });
  }

  private static byte[] init(KexMethod.ClientShare share) {
    return new SshWriter(64 + share.share().length)
        .putByte(KexMethod.INIT)
        .putString(share.share())
        .toBytes();
  }
}
