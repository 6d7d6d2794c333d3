package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// `chacha20-poly1305@openssh.com` (OpenSSH's PROTOCOL.chacha20poly1305) as key files use it:
/// packet number 0, no length field. For a file read once, not for packets.
final class ChaChaPoly {

  private static final int KEY_BYTES = 32;
  private static final int TAG_BYTES = 16;
  private static final int BLOCK_BYTES = 16;
  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));
  private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);
  private static final BigInteger TAG_MASK =
      BigInteger.ONE.shiftLeft(8 * TAG_BYTES).subtract(BigInteger.ONE);

  private ChaChaPoly() {}

  /// Checks the tag at the end of `sealed` and decrypts what is before it.
  static byte[] open(byte[] key, byte[] sealed) throws GeneralSecurityException {
    int length = sealed.length - TAG_BYTES;
    byte[] oneTimeKey = stream(key, 0, new byte[KEY_BYTES], KEY_BYTES);
    byte[] tag = Arrays.copyOfRange(sealed, length, sealed.length);
    boolean same = MessageDigest.isEqual(tag, poly1305(oneTimeKey, sealed, length));
    Arrays.fill(oneTimeKey, (byte) 0);
    if (!same) {
      throw new AEADBadTagException("the tag differs");
    }
    return stream(key, 1, sealed, length);
  }

  /// Applies the key stream from block `counter` on, with a nonce of zeros.
  private static byte[] stream(byte[] key, int counter, byte[] input, int length)
      throws GeneralSecurityException {
    Cipher cipher = Crypto.jdk().cipher("ChaCha20");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, 0, KEY_BYTES, "ChaCha20"),
        new ChaCha20ParameterSpec(new byte[12], counter));
    return cipher.doFinal(input, 0, length);
  }

  /// Returns the tag of RFC 8439 section 2.5.
  private static byte[] poly1305(byte[] oneTimeKey, byte[] message, int length) {
    BigInteger r = littleEndian(oneTimeKey, 0, BLOCK_BYTES).and(CLAMP);
    BigInteger s = littleEndian(oneTimeKey, BLOCK_BYTES, BLOCK_BYTES);
    BigInteger sum = BigInteger.ZERO;
    for (int at = 0; at < length; at += BLOCK_BYTES) {
      int count = Math.min(BLOCK_BYTES, length - at);
      BigInteger block = littleEndian(message, at, count).setBit(8 * count);
      sum = sum.add(block).multiply(r).mod(PRIME);
    }
    BigInteger tag = sum.add(s).and(TAG_MASK);
    byte[] bytes = new byte[TAG_BYTES];
    for (int i = 0; i < TAG_BYTES; i++) {
      bytes[i] = tag.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  private static BigInteger littleEndian(byte[] bytes, int from, int count) {
    byte[] reversed = new byte[count];
    for (int i = 0; i < count; i++) {
      reversed[count - 1 - i] = bytes[from + i];
    }
    return new BigInteger(1, reversed);
  }
}
