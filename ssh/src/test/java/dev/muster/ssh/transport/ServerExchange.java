package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
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
  }

  @Override
  public void message(int type, SshReader body, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    Agreement agreement = agreed;
    if (type != KexMethod.INIT || agreement == null) {
      throw new ProtocolException("key exchange message " + type);
    }
    Crypto crypto = Crypto.system();
    KexMethod method = KexMethod.named(agreement.keyExchange());
    byte[] theirs = body.readString();
    KexMethod.ServerShare ours = method.answer(theirs, crypto);
    byte[] hash = hash(context.hashPrefix(), hostKey.publicKey().blob(), theirs, ours, method);
    context.send(
        new SshWriter()
            .putByte(KexMethod.REPLY)
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
                .putString(theirs)
                .putString(ours.share())
                .putBytes(ours.secret())
                .toBytes());
  }
}
