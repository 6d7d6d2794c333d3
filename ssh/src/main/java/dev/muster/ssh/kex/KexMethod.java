package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.security.GeneralSecurityException;

/// A way to agree on a secret in which each side sends one public share: `SSH_MSG_KEX_ECDH_INIT`
/// and `SSH_MSG_KEX_ECDH_REPLY` (RFC 5656 section 4), whose shape the hybrid methods keep.
public interface KexMethod {

  /// The client's share, message number.
  int INIT = 30;

  /// The server's host key, share and signature, message number.
  int REPLY = 31;

  /// Returns the method of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  static KexMethod named(String name) {
    return switch (name) {
      case "curve25519-sha256", "curve25519-sha256@libssh.org" -> Curve25519.METHOD;
      case "mlkem768x25519-sha256" -> MlKem768X25519.METHOD;
      case "ecdh-sha2-nistp256" -> NistP256.METHOD;
      default ->
          throw new IllegalArgumentException("key exchange \"" + name + "\" is not known here");
    };
  }

  /// Returns the digest of the exchange hash and of the key derivation, such as `SHA-256`.
  String digest();

  /// Returns whether a share costs so little that one may be made on the chance that it is used.
  boolean isCheap();

  /// Makes the client's share.
  ClientShare begin(Crypto crypto) throws GeneralSecurityException;

  /// Makes the server's share and the secret from the client's share.
  ///
  /// @throws ProtocolException if the client's share is none
  ServerShare answer(byte[] clientShare, Crypto crypto)
      throws GeneralSecurityException, ProtocolException;

  /// The client's side of one exchange. Used once.
  interface ClientShare {

    /// Returns the public share to send.
    byte[] share();

    /// Returns the secret, encoded as the method has it in the exchange hash (an `mpint`, or a
    /// `string` for hybrids).
    ///
    /// @throws ProtocolException if the server's share is none
    byte[] secret(byte[] serverShare) throws GeneralSecurityException, ProtocolException;
  }

  /// The server's side of one exchange: its share, and the secret encoded as above.
  final class ServerShare {
    private final byte[] share;
    private final byte[] secret;

    ServerShare(byte[] share, byte[] secret) {
      this.share = share;
      this.secret = secret;
    }

    /// Returns the public share to send.
    public byte[] share() {
      return share;
    }

    /// Returns the encoded secret.
    public byte[] secret() {
      return secret;
    }
  }
}
