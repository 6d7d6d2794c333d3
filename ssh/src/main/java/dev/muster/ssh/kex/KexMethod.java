package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.security.GeneralSecurityException;

/// A way to agree on a secret in which each side sends one public share: `SSH_MSG_KEX_ECDH_INIT`
/// and `SSH_MSG_KEX_ECDH_REPLY` (RFC 5656 section 4), whose shape the hybrid methods keep and the
/// older ones have. In a group exchange the client first asks for the group.
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
      case "mlkem768x25519-sha256" -> Hybrid.ML_KEM_768;
      case "ecdh-sha2-nistp256" -> NistCurve.P256;
      case "ecdh-sha2-nistp384" -> NistCurve.P384;
      case "ecdh-sha2-nistp521" -> NistCurve.P521;
      case "diffie-hellman-group14-sha256" -> FiniteField.GROUP14_SHA256;
      case "diffie-hellman-group16-sha512" -> FiniteField.GROUP16_SHA512;
      case "diffie-hellman-group18-sha512" -> FiniteField.GROUP18_SHA512;
      case "diffie-hellman-group-exchange-sha256" -> GroupExchange.METHOD;
      case "diffie-hellman-group14-sha1" -> FiniteField.GROUP14_SHA1;
      case "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com" -> Hybrid.SNTRUP761;
      default ->
          throw new IllegalArgumentException("key exchange \"" + name + "\" is not known here");
    };
  }

  /// Returns the digest of the exchange hash and of the key derivation, such as `SHA-256`.
  String digest();

  /// Returns whether a share costs so little that one may be made on the chance that it is used.
  boolean isCheap();

  /// Returns whether its computations take over some milliseconds, so that an event loop has them
  /// done elsewhere. What they are given then has to be safe for use by other threads.
  default boolean isSlow() {
    return false;
  }

  /// Returns the number of the message with the client's share.
  default int init() {
    return INIT;
  }

  /// Returns the number of the message with the server's host key, share and signature.
  default int reply() {
    return REPLY;
  }

  /// Returns the message in which the client asks for a group before it makes its share; empty for
  /// methods without that.
  default byte[] request() {
    return new byte[0];
  }

  /// Returns the method to go on with in the group that the server chose.
  ///
  /// @param body the server's message [GroupExchange#GROUP] after its number
  default KexMethod withGroup(SshReader body) throws ProtocolException {
    throw new ProtocolException("chose a group that nobody asked for");
  }

  /// Returns what the exchange hash has between host key and shares; nothing but in a group
  /// exchange.
  default byte[] terms() {
    return new byte[0];
  }

  /// Makes the client's share.
  ///
  /// @throws GeneralSecurityException if the group that the server chose is none to use
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
