package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Authentication by public keys (RFC 4252 section 7), one after another: those first that have
/// worked for another host.
///
/// A key in memory, and one that has worked, is not announced before it is used: that saves a round
/// trip. Of several keys that somebody else holds, each is only asked about at first, so that an
/// agent makes no signature, and a person touches no token, in vain.
final class KeyWay extends Way {

  private final ClientAuth auth;
  private final ProvenKeys proven;
  private final List<Identity> left;
  private final boolean several;
  private @Nullable Identity current;
  private String algorithm = "";
  private boolean announced;
  private boolean mayRetry;
  private boolean waited;
  private boolean scouting;

  KeyWay(ClientAuth auth, Authentication how) {
    this.auth = auth;
    this.proven = how.proven();
    this.left = new ArrayList<>(how.identities());
    this.several = left.size() > 1;
  }

  @Override
  Method method() {
    return Method.PUBLIC_KEY;
  }

  @Override
  boolean hasMore() {
    return mayRetry || !left.isEmpty();
  }

  /// A request that only asks about a key is answered with the wish for a signature.
  @Override
  boolean isDecisive() {
    return !announced;
  }

  @Override
  boolean begin() {
    dropRetry();
    Identity again = current;
    if (mayRetry && again != null) {
      mayRetry = false;
      offer(again, again.algorithms().getLast());
      return true;
    }
    if (left.isEmpty()) {
      return false;
    }
    if (several && !waited && !scouting && !proven.isSettled()) {
      scouting = proven.sendScout();
      if (!scouting) {
        waited = true;
        auth.errand(() -> {
          proven.await();
          return auth::next;
        });
        return true;
      }
    }
    begin(next());
    return true;
  }

  private Identity next() {
    List<Identity> known = proven.latestFirst();
    for (int i = 0; i < known.size(); i++) {
      int at = left.indexOf(known.get(i));
      if (at >= 0) {
        return left.remove(at);
      }
    }
    return left.removeFirst();
  }

  private void begin(Identity identity) {
    List<String> algorithms = identity.algorithms();
    String chosen = algorithms.getFirst();
    if (algorithms.size() > 1) {
      if (auth.serverAlgorithms() == null) {
        mayRetry =
            true; // the server's list may be on its way: the second algorithm is a try of its own
      } else if (!isTaken(chosen)) {
        chosen = algorithms.getLast();
      }
    }
    offer(identity, chosen);
  }

  /// The server's list of algorithms has come since and has the one that was tried: then the key
  /// itself was refused, and another try would only be counted against us.
  private void dropRetry() {
    if (mayRetry && auth.serverAlgorithms() != null && isTaken(algorithm)) {
      mayRetry = false;
    }
  }

  private boolean isTaken(String name) {
    List<String> theirs = auth.serverAlgorithms();
    return theirs != null
        && (theirs.contains(name) || theirs.contains(Identity.plainAlgorithm(name)));
  }

  private void offer(Identity identity, String chosen) {
    current = identity;
    algorithm = chosen;
    announced = several && !identity.isHeld() && !proven.has(identity);
    auth.note(identity);
    if (announced) {
      auth.send(request(identity, false), this);
    } else {
      sign(identity);
    }
  }

  private SshWriter request(Identity identity, boolean signed) {
    SshWriter request = auth.request(Method.PUBLIC_KEY).putBoolean(signed).putString(algorithm);
    identity.writeTo(request);
    return request;
  }

  private void sign(Identity identity) {
    SshWriter request = request(identity, true);
    SshWriter text = new SshWriter(request.length() + 64).putString(auth.session());
    byte[] signed = text.putBytes(request.array(), 0, request.length()).toBytes();
    if (identity.isHeld()) {
      byte[] signature = identity.signAtOnce(auth.crypto(), algorithm, signed);
      auth.sendProof(request.putString(signature), this);
      return;
    }
    String name = algorithm;
    auth.errand(() -> {
      try {
        byte[] signature = identity.sign(name, signed);
        return () -> auth.sendProof(request.putString(signature), this);
      } catch (SigningException e) {
        return () -> notSigned(e);
      }
    });
  }

  /// Who holds the key does not sign: the server never hears of it, and the next way is tried.
  private void notSigned(SigningException why) throws EndingException {
    mayRetry = false;
    auth.note(String.valueOf(why.getMessage()));
    auth.next();
  }

  /// The server would take the key: now it is signed with.
  @Override
  void message(int type, SshReader body) throws ProtocolException {
    Identity asked = current;
    if (type != Message.USERAUTH_PK_OK || !announced || asked == null) {
      throw unexpected(type);
    }
    String name = body.readName();
    boolean same = name.equals(algorithm) && asked.hasBlob(body.readString());
    if (!same) {
      throw new ProtocolException("a key is accepted that was not asked about");
    }
    announced = false;
    mayRetry = false;
    sign(asked);
  }

  @Override
  void refused(boolean looked) {
    announced = false;
    Identity unseen = current;
    if (!looked && unseen != null) {
      left.addFirst(unseen); // its turn may come after another method has succeeded
      current = null;
      mayRetry = false;
    }
  }

  @Override
  void partlyAccepted() {
    accepted();
    mayRetry = false;
  }

  @Override
  void accepted() {
    Identity taken = current;
    if (taken != null) {
      proven.worked(taken);
    }
  }

  @Override
  void ended() {
    if (scouting) {
      scouting = false;
      proven.scoutIsBack();
    }
  }
}
