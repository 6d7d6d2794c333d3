package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;

/// `mlkem768x25519-sha256` (draft-ietf-sshm-mlkem-hybrid-kex): ML-KEM-768 and X25519 side by side,
/// so that what is recorded today stays secret even from a quantum computer, and from anybody if
/// one of the two should fall.
///
/// The secret is the digest of both secrets, encoded as a `string`. The JDK computes ML-KEM: the
/// Conscrypt build for the JVM lacks it.
final class MlKem768X25519 implements KexMethod {

  static final MlKem768X25519 METHOD = new MlKem768X25519();

  private static final String KEM_NAME = "ML-KEM-768";
  private static final int KEY = 1184;
  private static final int CAPSULE = 1088;

  /// What stands before the 1184 bytes of a key in its `SubjectPublicKeyInfo`.
  private static final byte[] PREFIX =
      HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

  private MlKem768X25519() {}

  @Override
  public String digest() {
    return "SHA-256";
  }

  @Override
  public boolean isCheap() {
    return false;
  }

  @Override
  public ClientShare begin(Crypto crypto) throws GeneralSecurityException {
    KeyPair lattice = KeyPairGenerator.getInstance(KEM_NAME).generateKeyPair();
    KeyPair curve = Curve25519.pair(crypto);
    byte[] encoded = lattice.getPublic().getEncoded();
    byte[] share =
        Arrays.copyOfRange(encoded, encoded.length - KEY, encoded.length + Curve25519.BYTES);
    System.arraycopy(Curve25519.share(curve), 0, share, KEY, Curve25519.BYTES);
    return new ClientShare() {
      @Override
      public byte[] share() {
        return share;
      }

      @Override
      public byte[] secret(byte[] serverShare) throws GeneralSecurityException, ProtocolException {
        length(serverShare, CAPSULE + Curve25519.BYTES);
        byte[] first = decapsulate(lattice, Arrays.copyOf(serverShare, CAPSULE));
        byte[] theirs = Arrays.copyOfRange(serverShare, CAPSULE, serverShare.length);
        return combined(first, Curve25519.agree(curve.getPrivate(), theirs, crypto), crypto);
      }
    };
  }

  @Override
  public ServerShare answer(byte[] clientShare, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    length(clientShare, KEY + Curve25519.BYTES);
    KEM.Encapsulated capsule = encapsulate(Arrays.copyOf(clientShare, KEY));
    KeyPair curve = Curve25519.pair(crypto);
    byte[] theirs = Arrays.copyOfRange(clientShare, KEY, clientShare.length);
    byte[] share = Arrays.copyOf(capsule.encapsulation(), CAPSULE + Curve25519.BYTES);
    System.arraycopy(Curve25519.share(curve), 0, share, CAPSULE, Curve25519.BYTES);
    byte[] secret =
        combined(
            capsule.key().getEncoded(),
            Curve25519.agree(curve.getPrivate(), theirs, crypto),
            crypto);
    return new ServerShare(share, secret);
  }

  private static byte[] decapsulate(KeyPair pair, byte[] capsule)
      throws GeneralSecurityException, ProtocolException {
    try {
      return KEM.getInstance(KEM_NAME)
          .newDecapsulator(pair.getPrivate())
          .decapsulate(capsule)
          .getEncoded();
    } catch (DecapsulateException e) {
      throw new ProtocolException("ML-KEM ciphertext is none", e);
    }
  }

  private static KEM.Encapsulated encapsulate(byte[] raw)
      throws GeneralSecurityException, ProtocolException {
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + KEY);
    System.arraycopy(raw, 0, encoded, PREFIX.length, KEY);
    try {
      PublicKey key =
          KeyFactory.getInstance(KEM_NAME).generatePublic(new X509EncodedKeySpec(encoded));
      return KEM.getInstance(KEM_NAME).newEncapsulator(key).encapsulate();
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw new ProtocolException("ML-KEM key is none", e);
    }
  }

  private static byte[] combined(byte[] first, byte[] second, Crypto crypto) {
    MessageDigest digest = crypto.digest("SHA-256");
    digest.update(first);
    digest.update(second);
    Arrays.fill(first, (byte) 0);
    Arrays.fill(second, (byte) 0);
    byte[] secret = digest.digest();
    SshWriter writer = new SshWriter(4 + secret.length).putString(secret);
    byte[] encoded = writer.toBytes();
    writer.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }

  private static void length(byte[] share, int wanted) throws ProtocolException {
    if (share.length != wanted) {
      throw new ProtocolException("hybrid share of " + share.length + " bytes; it has " + wanted);
    }
  }
}
