package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.GroupExchange;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import dev.muster.ssh.key.SshPrivateKey;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server's part in key exchanges.
final class ServerExchange implements Exchange {

  private final KexInit proposal;
  private final SshPrivateKey hostKey;
  private @Nullable Agreement agreed;
  private @Nullable KexMethod agreedMethod;

  ServerExchange(KexInit proposal, SshPrivateKey hostKey) {
    this.proposal = proposal;
    this.hostKey = hostKey;
  }

  @Override
  public KexInit proposal(boolean first) {
    return proposal;
  }

  @Override
  public Optional<byte[]> guess(KexInit proposal) {
    return Optional.empty();
  }

  @Override
  public void begin(Agreement agreement, KexInit theirs, boolean guessCounts, Context context) {
    agreed = agreement;
    agreedMethod = KexMethod.named(agreement.keyExchange());
  }

  @Override
  public void message(int type, SshReader body, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    Agreement agreement = agreed;
    KexMethod method = agreedMethod;
    if (method instanceof GroupExchange && type == GroupExchange.REQUEST) {
      GroupExchange.Chosen chosen = GroupExchange.choose(body);
      agreedMethod = chosen.method();
      context.send(chosen.message());
      return;
    }
    if (method == null || agreement == null || type != method.init()) {
      throw new ProtocolException("key exchange message " + type);
    }
    Crypto crypto = Crypto.system();
    byte[] theirs = body.readString();
    KexMethod.ServerShare ours = method.answer(theirs, crypto);
    byte[] hash = hash(context.hashPrefix(), hostKey.publicKey().blob(), theirs, ours, method);
    context.send(
        new SshWriter()
            .putByte(method.reply())
            .putString(hostKey.publicKey().blob())
            .putString(ours.share())
            .putString(hostKey.sign(agreement.hostKey(), hash))
            .toBytes());
    context.complete(method, ours.secret(), hash);
  }

  static byte[] hash(
      byte[] prefix, byte[] shown, byte[] theirs, KexMethod.ServerShare ours, KexMethod method) {
    return Crypto.system()
        .digest(method.digest())
        .digest(
            new SshWriter()
                .putBytes(prefix)
                .putString(shown)
                .putBytes(method.terms())
                .putString(theirs)
                .putString(ours.share())
                .putBytes(ours.secret())
                .toBytes());
  }
}
