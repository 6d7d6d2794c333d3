package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Decrypts with a passphrase as PKCS#5 says: PBES2 with PBKDF2 (RFC 8018 sections 5.2 and 6.2).
final class Pbes2 {

  /// The most iterations that are taken: seconds of work.
  static final int MAX_ITERATIONS = 10_000_000;

  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final int MAX_SALT_BYTES = 1024;

  private Pbes2() {}

  /// Returns what an `EncryptedPrivateKeyInfo` holds, with its padding. The caller wipes it.
  static byte[] open(byte[] der, byte[] passphrase, Crypto crypto) throws Refusal {
    Der outer = new Der(der);
    Der info = outer.sequence();
    outer.expectEnd();
    Der algorithm = info.sequence();
    String scheme = algorithm.objectId();
    if (!scheme.equals(PBES2)) {
      throw unsupported("is encrypted by the scheme " + scheme);
    }
    byte[] sealed = info.octets();
    Der parameters = algorithm.sequence();
    Der derivation = parameters.sequence();
    Der encryption = parameters.sequence();
    FileCipher cipher = FileCipher.ofPkcs5(encryption.objectId());
    byte[] iv = encryption.octets();
    if (iv.length != cipher.ivBytes()) {
      throw Refusal.damaged("is encrypted with a vector of the wrong length");
    }
    byte[] key = derive(derivation, passphrase, cipher.keyBytes(), crypto);
    byte[] both = Arrays.copyOf(key, key.length + iv.length);
    System.arraycopy(iv, 0, both, key.length, iv.length);
    try {
      return cipher.open(both, sealed, crypto);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(both, (byte) 0);
    }
  }

  private static Refusal unsupported(String what) {
    return Refusal.unsupported(
        what + ", which is not supported; rewrite it with openssl pkcs8 -topk8 -v2 aes-256-cbc");
  }

  private static byte[] derive(Der derivation, byte[] passphrase, int length, Crypto crypto)
      throws Refusal {
    String name = derivation.objectId();
    if (!name.equals(PBKDF2)) {
      throw unsupported("derives its key by the algorithm " + name);
    }
    Der parameters = derivation.sequence();
    byte[] salt = parameters.octets();
    int iterations = parameters.smallInteger(MAX_ITERATIONS);
    if (salt.length > MAX_SALT_BYTES || iterations < 1) {
      throw Refusal.damaged("derives its key in a way that makes no sense");
    }
    if (parameters.nextIs(Der.INTEGER) && parameters.smallInteger(1024) != length) {
      throw Refusal.damaged("derives a key of the wrong length");
    }
    String hash = parameters.isEmpty() ? "HmacSHA1" : hash(parameters.sequence().objectId());
    try {
      Mac mac = crypto.mac(hash);
      mac.init(new SecretKeySpec(passphrase, hash));
      return pbkdf2(mac, salt, iterations, length);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new Refusal(
          KeyFileException.Problem.UNSUPPORTED,
          "derives its key with " + hash + ", which fails",
          e);
    }
  }

  private static String hash(String objectId) throws Refusal {
    return switch (objectId) {
      case "1.2.840.113549.2.7" -> "HmacSHA1";
      case "1.2.840.113549.2.8" -> "HmacSHA224";
      case "1.2.840.113549.2.9" -> "HmacSHA256";
      case "1.2.840.113549.2.10" -> "HmacSHA384";
      case "1.2.840.113549.2.11" -> "HmacSHA512";
      default -> throw unsupported("derives its key with the hash " + objectId);
    };
  }

  private static byte[] pbkdf2(Mac mac, byte[] salt, int iterations, int length)
      throws GeneralSecurityException {
    byte[] key = new byte[length];
    int size = mac.getMacLength();
    for (int at = 0, block = 1; at < length; at += size, block++) {
      mac.update(salt);
      mac.update(ByteBuffer.allocate(4).putInt(block).array());
      byte[] last = mac.doFinal();
      byte[] sum = last.clone();
      for (int i = 1; i < iterations; i++) {
        mac.update(last);
        mac.doFinal(last, 0);
        for (int j = 0; j < size; j++) {
          sum[j] ^= last[j];
        }
      }
      System.arraycopy(sum, 0, key, at, Math.min(size, length - at));
      Arrays.fill(sum, (byte) 0);
      Arrays.fill(last, (byte) 0);
    }
    return key;
  }
}
