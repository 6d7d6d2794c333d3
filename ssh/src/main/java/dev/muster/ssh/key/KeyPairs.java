package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;

/// Makes new keys.
public final class KeyPairs {

  /// How many bits an RSA key gets unless told otherwise.
  public static final int RSA_BITS = 3072;

  private KeyPairs() {}

  /// Returns a new key; an RSA one has [#RSA_BITS] bits.
  public static SshPrivateKey generate(KeyType type) {
    return generate(type, RSA_BITS, Crypto.system());
  }

  /// Returns a new RSA key of so many bits.
  ///
  /// @throws IllegalArgumentException unless they are 2048 to 16384
  public static SshPrivateKey generateRsa(int bits) {
    return generate(KeyType.RSA, bits, Crypto.system());
  }

  static SshPrivateKey generate(KeyType type, int bits, Crypto crypto) {
    if (bits < 2048 || bits > SshPublicKey.MAX_RSA_BITS) {
      throw new IllegalArgumentException("an RSA key has 2048 to 16384 bits, not " + bits);
    }
    try {
      KeyPairGenerator generator =
          switch (type) {
            case ED25519 -> crypto.keyPairs("EdDSA");
            case ECDSA_256 -> ec("secp256r1", crypto);
            case ECDSA_384 -> ec("secp384r1", crypto);
            case ECDSA_521 -> ec("secp521r1", crypto);
            case RSA -> rsa(bits, crypto);
          };
      return ofPair(type, generator.generateKeyPair(), crypto);
    } catch (GeneralSecurityException | ProtocolException | Refusal e) {
      throw new IllegalStateException("this Java makes no keys of type " + type, e);
    }
  }

  private static KeyPairGenerator ec(String curve, Crypto crypto) throws GeneralSecurityException {
    KeyPairGenerator generator = crypto.keyPairs("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator;
  }

  private static KeyPairGenerator rsa(int bits, Crypto crypto) throws GeneralSecurityException {
    KeyPairGenerator generator = crypto.keyPairs("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(65_537)));
    return generator;
  }

  private static SshPrivateKey ofPair(KeyType type, KeyPair pair, Crypto crypto)
      throws Refusal, ProtocolException {
    byte[] encoded = pair.getPrivate().getEncoded();
    byte[] x509 = pair.getPublic().getEncoded();
    if (encoded == null || x509 == null) {
      throw Refusal.unsupported("does not leave its provider");
    }
    try {
      return switch (type) {
        case ED25519 -> {
          byte[] seed = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
          byte[] point = Arrays.copyOfRange(x509, x509.length - 32, x509.length);
          yield Pkcs8.ed25519(seed, point, crypto);
        }
        case ECDSA_256, ECDSA_384, ECDSA_521 -> {
          Curve curve = Curve.of(type);
          int from = x509.length - curve.pointBytes();
          byte[] point = Arrays.copyOfRange(x509, from, x509.length);
          yield Pkcs8.ec(curve, Pkcs8.ecSecret(encoded), point, crypto);
        }
        case RSA -> Pkcs8.read(encoded, crypto);
      };
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
