package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import dev.muster.ssh.transport.EndingException;
import java.util.ArrayList;
import java.util.List;

/// Authentication by the word of the machine that the user works on (RFC 4252 section 9): a
/// signature by one of its host keys after the other.
final class HostbasedWay extends Way {

  /// A key, and what it is asked to sign with.
  private record Offer(Identity key, String algorithm) {}

  private final ClientAuth auth;
  private final Hostbased machine;
  private final List<Offer> left = new ArrayList<>();

  HostbasedWay(ClientAuth auth, Hostbased machine) {
    this.auth = auth;
    this.machine = machine;
    List<Identity> unused = new ArrayList<>(machine.keys());
    for (String algorithm : machine.algorithms()) {
      List<Identity> fit = new ArrayList<>(unused);
      fit.removeIf(key -> !key.algorithms().contains(algorithm));
      fit.forEach(key -> left.add(new Offer(key, algorithm)));
      unused.removeAll(fit);
    }
  }

  @Override
  Method method() {
    return Method.HOSTBASED;
  }

  @Override
  boolean hasMore() {
    return !left.isEmpty();
  }

  @Override
  boolean isDecisive() {
    return true;
  }

  @Override
  boolean begin() {
    if (left.isEmpty()) {
      return false;
    }
    Offer next = left.removeFirst();
    String address = auth.localAddress();
    auth.errand(() -> {
      String name = machine.names().of(address);
      try {
        SshWriter request = signed(next, name);
        return () -> send(request, next, name);
      } catch (SigningException e) {
        return () -> notSigned(e);
      }
    });
    return true;
  }

  /// Signs the whole request, so that the signature is good for this user of this machine, on this
  /// connection, and for nothing else.
  private SshWriter signed(Offer offer, String name) throws SigningException, InterruptedException {
    SshWriter request = auth.request(Method.HOSTBASED, 1024).putString(offer.algorithm);
    offer.key.writeTo(request);
    // The dot says that the name is whole; OpenSSH sends it, and takes it off again.
    request.putString(name + ".").putString(machine.user());
    SshWriter text = new SshWriter(request.length() + 64).putString(auth.session());
    text.putBytes(request.array(), 0, request.length());
    return request.putString(offer.key.sign(offer.algorithm, text.toBytes()));
  }

  private void send(SshWriter request, Offer offer, String name) {
    auth.note("hostbased " + offer.key + " as " + machine.user() + "@" + name);
    auth.sendProof(request, this);
  }

  /// Whoever holds the key does not sign: the server never hears of it.
  private void notSigned(SigningException why) throws EndingException {
    auth.note("hostbased (" + why.getMessage() + ")");
    auth.next();
  }

  @Override
  void message(int type, SshReader body) throws ProtocolException {
    throw unexpected(type);
  }
}
