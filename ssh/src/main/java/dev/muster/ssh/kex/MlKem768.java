package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;

/// ML-KEM-768 (FIPS 203). The JDK computes it: the Conscrypt build for the JVM lacks it.
final class MlKem768 implements Kem {

  private static final String NAME = "ML-KEM-768";
  private static final int KEY = 1184;
  private static final int CAPSULE = 1088;

  /// What stands before the 1184 bytes of a key in its `SubjectPublicKeyInfo`.
  private static final byte[] PREFIX =
      HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

  @Override
  public int keyBytes() {
    return KEY;
  }

  @Override
  public int capsuleBytes() {
    return CAPSULE;
  }

  @Override
  public Pair pair(Crypto crypto) throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(NAME).generateKeyPair();
    return new Pair() {
      @Override
      public byte[] publicKey() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY, encoded.length);
      }

      @Override
      public byte[] open(byte[] capsule) throws GeneralSecurityException, ProtocolException {
        try {
          return KEM.getInstance(NAME)
              .newDecapsulator(pair.getPrivate())
              .decapsulate(capsule)
              .getEncoded();
        } catch (DecapsulateException e) {
          throw new ProtocolException("ML-KEM ciphertext is none", e);
        }
      }
    };
  }

  @Override
  public Capsule encapsulate(byte[] publicKey, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + KEY);
    System.arraycopy(publicKey, 0, encoded, PREFIX.length, KEY);
    try {
      PublicKey key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
      KEM.Encapsulated made = KEM.getInstance(NAME).newEncapsulator(key).encapsulate();
      return new Capsule(made.encapsulation(), made.key().getEncoded());
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw new ProtocolException("ML-KEM key is none", e);
    }
  }
}
