package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Authenticates one user with public keys (RFC 4252 section 7), one after another until the server
/// is content.
///
/// The service request and the first signed request leave together, and no key is announced before
/// it is used: that saves two round trips. A key that was refused is not tried again. Owned by one
/// connection; one thread at a time.
public final class ClientAuth {

  private static final String SERVICE = "ssh-connection";
  private static final String PUBLIC_KEY = "publickey";
  private static final int MAX_BANNER_CHARS = 1 << 14;
  private static final int MAX_BANNERS = 64;

  private final String user;
  private final List<SshPrivateKey> identities;
  private final Transport transport;
  private final List<SshPrivateKey> tried = new ArrayList<>(1);
  private final StringBuilder banner = new StringBuilder();
  private int next;
  private int banners;
  private boolean accepted;
  private @Nullable SshPrivateKey again;
  private @Nullable List<String> serverAlgorithms;

  /// Makes one.
  ///
  /// @param identities in the order in which they are tried; owned by the caller
  public ClientAuth(String user, List<SshPrivateKey> identities, Transport transport) {
    this.user = user;
    this.identities = identities;
    this.transport = transport;
  }

  /// Asks for the service and tries the first key.
  public void begin() {
    transport.send(new SshWriter().putByte(Message.SERVICE_REQUEST).putString("ssh-userauth"));
    if (identities.isEmpty()) {
      transport.send(request("none"));
    } else {
      tryNext();
    }
  }

  /// Learns which signature algorithms the server takes.
  public void serverSignatureAlgorithms(List<String> names) {
    serverAlgorithms = names;
  }

  /// Takes a message of this protocol.
  ///
  /// @return whether the user is authenticated now
  public boolean message(int type, SshReader body) throws ProtocolException, EndingException {
    switch (type) {
      case Message.SERVICE_ACCEPT -> service(body);
      case Message.USERAUTH_BANNER -> banner(body);
      case Message.USERAUTH_FAILURE -> failure(body);
      case Message.USERAUTH_SUCCESS -> {
        if (!accepted) {
          throw new ProtocolException("authentication succeeded before the service was accepted");
        }
        return true;
      }
      default -> throw new ProtocolException("message " + type + " within authentication");
    }
    return false;
  }

  /// Returns whether nothing is left to try after what was sent last.
  public boolean isLastTry() {
    return again == null && next == identities.size();
  }

  /// Returns what the server had to say to the user (RFC 4252 section 5.4), empty if nothing.
  public String banner() {
    return banner.toString();
  }

  private void service(SshReader body) throws ProtocolException {
    String name = body.readName();
    if (accepted || !name.equals("ssh-userauth")) {
      throw new ProtocolException(
          "service \"" + StrangeText.shown(name) + "\" accepted, which was not asked for");
    }
    accepted = true;
  }

  private void banner(SshReader body) throws ProtocolException {
    String text = body.readText();
    if (++banners > MAX_BANNERS || banner.length() + text.length() > MAX_BANNER_CHARS) {
      throw new ProtocolException("banners of over " + MAX_BANNER_CHARS + " characters");
    }
    banner.append(text);
  }

  private void failure(SshReader body) throws ProtocolException, EndingException {
    List<String> methods = body.readNames();
    body.readBoolean();
    if (!accepted) {
      throw new ProtocolException("authentication failed before the service was accepted");
    }
    dropAgain();
    boolean more = again != null || next < identities.size();
    if (!more || !methods.contains(PUBLIC_KEY)) {
      throw new EndingException(new Ending.NotAuthenticated(names(), StrangeText.shown(methods)));
    }
    tryNext();
  }

  /// The server's list of algorithms has come since and has the one that was tried: then the key
  /// itself was refused, and another try would only be counted against us.
  private void dropAgain() {
    SshPrivateKey key = again;
    List<String> theirs = serverAlgorithms;
    if (key != null && theirs != null && theirs.contains(key.algorithms().getFirst())) {
      again = null;
    }
  }

  private void tryNext() {
    SshPrivateKey key = again;
    if (key != null) {
      again = null;
      send(key, key.algorithms().getLast());
      return;
    }
    key = identities.get(next++);
    List<String> algorithms = key.algorithms();
    String algorithm = algorithms.getFirst();
    List<String> theirs = serverAlgorithms;
    if (algorithms.size() > 1) {
      if (theirs == null) {
        again =
            key; // the server's list may be on its way: the second algorithm is a try of its own
      } else if (!theirs.contains(algorithm)) {
        algorithm = algorithms.getLast();
      }
    }
    send(key, algorithm);
  }

  private void send(SshPrivateKey key, String algorithm) {
    tried.add(key);
    SshWriter request = request(PUBLIC_KEY).putBoolean(true).putString(algorithm);
    key.publicKey().writeTo(request);
    SshWriter signed = new SshWriter(request.length() + 64).putString(transport.session());
    signed.putBytes(request.array(), 0, request.length());
    request.putString(key.sign(algorithm, signed.toBytes()));
    transport.send(request);
  }

  private List<String> names() {
    return tried.stream().map(key -> key.publicKey().toString()).distinct().toList();
  }

  private SshWriter request(String method) {
    return new SshWriter(512)
        .putByte(Message.USERAUTH_REQUEST)
        .putString(user)
        .putString(SERVICE)
        .putString(method);
  }
}
