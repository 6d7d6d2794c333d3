package dev.muster.fleet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;

/// Lets users in by their public keys (RFC 4252 section 7).
final class ServerAuth {

  private static final String SERVICE = "ssh-connection";

  /// What came of a request.
  enum Verdict {
    /// The user is in.
    IN,
    /// The user may go on trying.
    NOT_YET,
    /// The key would do; the user may sign with it.
    WELCOME
  }

  private final Authorized authorized;
  private final boolean deny;
  private final Transport transport;
  private final Crypto crypto;

  ServerAuth(Authorized authorized, boolean deny, Transport transport, Crypto crypto) {
    this.authorized = authorized;
    this.deny = deny;
    this.transport = transport;
    this.crypto = crypto;
  }

  /// Takes a request and answers it.
  Verdict request(SshReader body) throws ProtocolException {
    int from = body.position() - 1; // what is signed begins with the message's number
    body.skip(body.readLength());
    String service = body.readName();
    String method = body.readName();
    Verdict verdict =
        service.equals(SERVICE) && method.equals("publickey")
            ? publicKey(body, from)
            : Verdict.NOT_YET;
    switch (verdict) {
      case IN -> transport.send(transport.message(Message.USERAUTH_SUCCESS));
      case NOT_YET ->
          transport.send(
              transport.message(Message.USERAUTH_FAILURE).putString("publickey").putBoolean(false));
      case WELCOME -> {
        // answered where the key is at hand
      }
    }
    return verdict;
  }

  private Verdict publicKey(SshReader body, int from) throws ProtocolException {
    boolean signed = body.readBoolean();
    String algorithm = body.readName();
    byte[] blob = body.readString();
    SshPublicKey key;
    try {
      key = SshPublicKey.parse(blob);
    } catch (ProtocolException e) {
      return Verdict.NOT_YET; // a type that is not known here; the client may have others
    }
    if (deny || !authorized.allows(key) || !key.algorithms().contains(algorithm)) {
      return Verdict.NOT_YET;
    }
    if (!signed) {
      transport.send(
          transport.message(Message.USERAUTH_PK_OK).putString(algorithm).putString(blob));
      return Verdict.WELCOME;
    }
    SshWriter text = new SshWriter(512).putString(transport.session());
    text.putBytes(body.array(), from, body.position() - from);
    return isSigned(key, algorithm, text.toBytes(), body.readString())
        ? Verdict.IN
        : Verdict.NOT_YET;
  }

  private boolean isSigned(SshPublicKey key, String algorithm, byte[] text, byte[] signature) {
    try {
      return key.verify(crypto, algorithm, text, signature);
    } catch (ProtocolException e) {
      return false; // not even well-formed
    }
  }
}
