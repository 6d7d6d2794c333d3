package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// OpenBSD's `bcrypt_pbkdf`: PBKDF2 (RFC 8018 section 5.2) with a hash made of bcrypt, which makes
/// keys of passphrases slowly on purpose.
///
/// It differs from PBKDF2 in that the bytes of each block are spread over the whole result, so that
/// no part of it comes cheaper than all of it. One thread at a time.
final class BcryptPbkdf {

  /// The most rounds that are taken: minutes of work. `ssh-keygen` makes 16 to 24 by default.
  static final int MAX_ROUNDS = 10_000;

  private static final int HASH_BYTES = 32;
  private static final int EXPANSIONS = 64;
  private static final int[] NO_SALT = new int[2];
  private static final int[] MAGIC =
      words("OxychromaticBlowfishSwatDynamite".getBytes(StandardCharsets.US_ASCII));

  private final MessageDigest sha512;
  private final Blowfish blowfish = new Blowfish();

  BcryptPbkdf(Crypto crypto) {
    sha512 = crypto.digest("SHA-512");
  }

  /// Returns `length` bytes, 1 to 1024, made of the passphrase. The caller wipes them.
  byte[] derive(byte[] passphrase, byte[] salt, int rounds, int length) {
    if (rounds < 1 || rounds > MAX_ROUNDS || length < 1 || length > HASH_BYTES * HASH_BYTES) {
      throw new IllegalArgumentException(rounds + " rounds, " + length + " bytes");
    }
    byte[] key = new byte[length];
    byte[] digest = sha512.digest(passphrase);
    int[] pass = words(digest);
    Arrays.fill(digest, (byte) 0);
    int blocks = (length + HASH_BYTES - 1) / HASH_BYTES;
    for (int block = 0; block < blocks; block++) {
      byte[] bytes = block(pass, salt, block + 1, rounds);
      for (int i = 0; i * blocks + block < length; i++) {
        key[i * blocks + block] = bytes[i];
      }
      Arrays.fill(bytes, (byte) 0);
    }
    Arrays.fill(pass, 0);
    blowfish.wipe();
    return key;
  }

  private byte[] block(int[] pass, byte[] salt, int number, int rounds) {
    sha512.update(salt);
    byte[] last = hash(pass, sha512.digest(ByteBuffer.allocate(4).putInt(number).array()));
    byte[] sum = last.clone();
    for (int round = 1; round < rounds; round++) {
      byte[] next = hash(pass, sha512.digest(last));
      for (int i = 0; i < HASH_BYTES; i++) {
        sum[i] ^= next[i];
      }
      Arrays.fill(last, (byte) 0);
      last = next;
    }
    Arrays.fill(last, (byte) 0);
    return sum;
  }

  /// Encrypts the magic words 64 times under a schedule made of passphrase and salt.
  private byte[] hash(int[] pass, byte[] saltDigest) {
    int[] salt = words(saltDigest);
    blowfish.reset();
    blowfish.expand(pass, salt);
    for (int i = 0; i < EXPANSIONS; i++) {
      blowfish.expand(salt, NO_SALT);
      blowfish.expand(pass, NO_SALT);
    }
    int[] text = MAGIC.clone();
    for (int at = 0; at < text.length; at += 2) {
      for (int i = 0; i < EXPANSIONS; i++) {
        blowfish.encrypt(text, at);
      }
    }
    ByteBuffer out = ByteBuffer.allocate(HASH_BYTES);
    for (int word : text) {
      out.putInt(Integer.reverseBytes(word));
    }
    return out.array();
  }

  private static int[] words(byte[] bytes) {
    int[] words = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).asIntBuffer().get(words);
    return words;
  }
}
