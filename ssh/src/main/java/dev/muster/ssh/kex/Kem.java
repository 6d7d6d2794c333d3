package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.security.GeneralSecurityException;

/// A key encapsulation: who has the public key makes a secret and a capsule that only the private
/// key opens.
interface Kem {

  /// Returns the length of a public key.
  int keyBytes();

  /// Returns the length of a capsule.
  int capsuleBytes();

  Pair pair(Crypto crypto) throws GeneralSecurityException;

  /// Makes a secret and its capsule for a public key.
  ///
  /// @throws ProtocolException if the key is none
  Capsule encapsulate(byte[] publicKey, Crypto crypto)
      throws GeneralSecurityException, ProtocolException;

  /// A key pair that opens one capsule.
  interface Pair {

    byte[] publicKey();

    /// Returns the secret; of a capsule that was changed, another one.
    ///
    /// @throws ProtocolException if the capsule is none
    byte[] open(byte[] capsule) throws GeneralSecurityException, ProtocolException;
  }

  /// A secret, and the bytes from which the private key's owner gets it.
  final class Capsule {
    private final byte[] bytes;
    private final byte[] secret;

    Capsule(byte[] bytes, byte[] secret) {
      this.bytes = bytes;
      this.secret = secret;
    }

    byte[] bytes() {
      return bytes;
    }

    byte[] secret() {
      return secret;
    }
  }
}
