package dev.muster.fleet;

import dev.muster.ssh.Algorithms;
import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.GroupExchange;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Exchange;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The server's part in key exchanges: answers the client's share with its own and signs the
/// exchange with the host key.
final class ServerExchange implements Exchange {

  private final KexInit proposal;
  private final List<SshPrivateKey> hostKeys;
  private final boolean badSignature;
  private final Driver driver;
  private final Crypto crypto;
  private @Nullable KexMethod method;
  private String hostKeyAlgorithm = "";

  ServerExchange(Behaviour behaviour, List<SshPrivateKey> hostKeys, Driver driver, Crypto crypto) {
    this.proposal = proposal(behaviour.algorithms(), hostKeys);
    this.hostKeys = hostKeys;
    this.badSignature = behaviour.trouble() instanceof Trouble.BadSignature;
    this.driver = driver;
    this.crypto = crypto;
  }

  @Override
  public KexInit proposal(boolean first) {
    return proposal;
  }

  @Override
  public Optional<byte[]> guess(KexInit proposal) {
    return Optional.empty(); // the client speaks first in every method that there is
  }

  @Override
  public void begin(Agreement agreement, KexInit theirs, boolean guessCounts, Context context) {
    method = KexMethod.named(agreement.keyExchange());
    hostKeyAlgorithm = agreement.hostKey();
  }

  @Override
  public void message(int type, SshReader body, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException {
    KexMethod agreed = method;
    if (agreed instanceof GroupExchange && type == GroupExchange.REQUEST) {
      GroupExchange.Chosen chosen = GroupExchange.choose(body);
      method = chosen.method();
      context.send(chosen.message());
      return;
    }
    if (agreed == null || agreed instanceof GroupExchange || type != agreed.init()) {
      throw new ProtocolException("key exchange message " + type + " that was not due");
    }
    method = null;
    byte[] theirs = body.readString();
    body.expectEnd("the key exchange's first message");
    if (!driver.pass(Point.SHARED)) {
      return;
    }
    KexMethod.ServerShare ours = agreed.answer(theirs, crypto);
    SshPrivateKey hostKey = hostKey();
    byte[] hash = hash(agreed, hostKey, theirs, ours, context);
    byte[] signature = hostKey.sign(hostKeyAlgorithm, hash);
    if (badSignature) {
      signature[signature.length - 1] ^= 1;
    }
    SshWriter reply = new SshWriter(512).putByte(agreed.reply());
    hostKey.publicKey().writeTo(reply);
    context.send(reply.putString(ours.share()).putString(signature).toBytes());
    context.complete(agreed, ours.secret(), hash);
  }

  private byte[] hash(
      KexMethod method,
      SshPrivateKey hostKey,
      byte[] theirs,
      KexMethod.ServerShare ours,
      Context context) {
    SshWriter rest = new SshWriter(512);
    hostKey.publicKey().writeTo(rest);
    rest.putBytes(method.terms()).putString(theirs).putString(ours.share()).putBytes(ours.secret());
    MessageDigest digest = crypto.digest(method.digest());
    digest.update(context.hashPrefix());
    digest.update(rest.array(), 0, rest.length());
    rest.wipe();
    return digest.digest();
  }

  private SshPrivateKey hostKey() {
    for (SshPrivateKey key : hostKeys) {
      if (key.algorithms().contains(hostKeyAlgorithm)) {
        return key;
      }
    }
    throw new IllegalStateException("no host key signs with " + hostKeyAlgorithm);
  }

  private static KexInit proposal(Algorithms algorithms, List<SshPrivateKey> hostKeys) {
    List<String> signatures = new ArrayList<>();
    for (SshPrivateKey key : hostKeys) {
      for (String name : key.algorithms()) {
        if (algorithms.hostKeys().contains(name)) {
          signatures.add(name);
        }
      }
    }
    return new KexInit(
        algorithms.keyExchanges(),
        signatures,
        KexInit.Ways.both(algorithms.ciphers()),
        KexInit.Ways.both(algorithms.macs()),
        KexInit.Ways.both(algorithms.compressions()),
        false);
  }
}
