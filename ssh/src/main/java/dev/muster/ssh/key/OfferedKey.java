package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;

/// What a host shows for itself: a key, or a key with an authority's word for it. Immutable.
public sealed interface OfferedKey {

  /// Returns the key that the host signs with.
  SshPublicKey key();

  /// A key alone.
  record Plain(SshPublicKey key) implements OfferedKey {
    @Override
    public String toString() {
      return key.toString();
    }
  }

  /// A key with a certificate, whose signature was checked and nothing else.
  record Certified(SshCertificate certificate) implements OfferedKey {
    @Override
    public SshPublicKey key() {
      return certificate.key();
    }

    @Override
    public String toString() {
      return certificate.toString();
    }
  }

  /// Reads what the host sent after `algorithm` was agreed; a certificate only if one was agreed.
  static OfferedKey read(byte[] blob, String algorithm, Crypto crypto) throws ProtocolException {
    return SshCertificate.isNamed(algorithm)
        ? new Certified(SshCertificate.parse(blob, crypto))
        : new Plain(SshPublicKey.parse(blob));
  }
}
