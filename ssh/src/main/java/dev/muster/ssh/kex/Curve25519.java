package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/// `curve25519-sha256` (RFC 8731).
final class Curve25519 implements KexMethod {

  static final Curve25519 METHOD = new Curve25519();

  /// Length of a share and of a raw secret.
  static final int BYTES = 32;

  /// What stands before the 32 bytes of a key in its `SubjectPublicKeyInfo` (RFC 8410).
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private Curve25519() {}

  @Override
  public String digest() {
    return "SHA-256";
  }

  @Override
  public boolean isCheap() {
    return true;
  }

  @Override
  public ClientShare begin(Crypto crypto) throws GeneralSecurityException {
    KeyPair pair = pair(crypto);
    byte[] share = share(pair);
    return new ClientShare() {
      @Override
      public byte[] share() {
        return share;
      }

      @Override
      public byte[] secret(byte[] serverShare) throws GeneralSecurityException, ProtocolException {
        return mpint(agree(pair.getPrivate(), serverShare, crypto));
      }
    };
  }

  @Override
  public ServerShare answer(byte[] clientShare, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    KeyPair pair = pair(crypto);
    return new ServerShare(share(pair), mpint(agree(pair.getPrivate(), clientShare, crypto)));
  }

  static KeyPair pair(Crypto crypto) throws GeneralSecurityException {
    return crypto.keyPairs("XDH").generateKeyPair();
  }

  static byte[] share(KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length);
  }

  /// Returns the raw secret.
  ///
  /// A share of small order makes the secret all zeros, known to everybody: an attacker in the
  /// middle could force it, so it is refused (RFC 8731 section 3).
  static byte[] agree(PrivateKey ours, byte[] theirs, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    if (theirs.length != BYTES) {
      throw new ProtocolException("X25519 share of " + theirs.length + " bytes; it has " + BYTES);
    }
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + BYTES);
    System.arraycopy(theirs, 0, encoded, PREFIX.length, BYTES);
    byte[] secret;
    try {
      KeyAgreement agreement = crypto.agreement("XDH");
      agreement.init(ours);
      agreement.doPhase(
          crypto.keyFactory("XDH").generatePublic(new X509EncodedKeySpec(encoded)), true);
      secret = agreement.generateSecret();
    } catch (InvalidKeyException e) {
      throw new ProtocolException("X25519 share of small order", e);
    }
    int any = 0;
    for (byte b : secret) {
      any |= b;
    }
    if (any == 0) {
      throw new ProtocolException("X25519 share of small order");
    }
    return secret;
  }

  private static byte[] mpint(byte[] secret) {
    SshWriter writer = new SshWriter(BYTES + 5).putUnsigned(secret);
    byte[] encoded = writer.toBytes();
    writer.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }
}
