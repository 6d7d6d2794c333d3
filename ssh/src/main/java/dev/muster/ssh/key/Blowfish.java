package dev.muster.ssh.key;

import java.math.BigInteger;
import java.util.Arrays;

/// The block cipher Blowfish with the key schedule of bcrypt, for [BcryptPbkdf] alone.
///
/// Its tables begin as the binary digits of π after the point: first the 18 subkeys, then the four
/// substitution boxes. They are computed, once, rather than written down.
final class Blowfish {

  private static final int ROUNDS = 16;
  private static final int SUBKEYS = ROUNDS + 2;
  private static final int BOX = 256;
  private static final int[] PI = digitsOfPi(SUBKEYS + 4 * BOX);

  private final int[] subkeys = new int[SUBKEYS];
  private final int[] boxes = new int[4 * BOX];
  private int left;
  private int right;

  /// Puts the tables back to their beginning.
  void reset() {
    System.arraycopy(PI, 0, subkeys, 0, SUBKEYS);
    System.arraycopy(PI, SUBKEYS, boxes, 0, 4 * BOX);
  }

  /// Mixes the words of a key into the tables, which are then replaced by what encrypting them in a
  /// chain gives; each step of the chain first takes in two words of `salt`. Both arrays are used
  /// over and over; the salt's length is even. A salt of zeros gives the plain schedule.
  void expand(int[] key, int[] salt) {
    for (int i = 0; i < SUBKEYS; i++) {
      subkeys[i] ^= key[i % key.length];
    }
    left = 0;
    right = 0;
    int at = replace(subkeys, salt, 0);
    replace(boxes, salt, at);
  }

  private int replace(int[] table, int[] salt, int from) {
    int at = from;
    for (int i = 0; i < table.length; i += 2) {
      left ^= salt[at];
      right ^= salt[at + 1];
      at = (at + 2) % salt.length;
      encrypt();
      table[i] = left;
      table[i + 1] = right;
    }
    return at;
  }

  /// Encrypts the two words at `at`.
  void encrypt(int[] words, int at) {
    left = words[at];
    right = words[at + 1];
    encrypt();
    words[at] = left;
    words[at + 1] = right;
  }

  private void encrypt() {
    int[] s = boxes;
    int[] p = subkeys;
    int l = left;
    int r = right;
    for (int i = 0; i < ROUNDS; i += 2) {
      l ^= p[i];
      r ^= mixed(s, l);
      r ^= p[i + 1];
      l ^= mixed(s, r);
    }
    left = r ^ p[ROUNDS + 1];
    right = l ^ p[ROUNDS];
  }

  private static int mixed(int[] s, int word) {
    int high = s[word >>> 24] + s[BOX + (word >>> 16 & 0xff)];
    return (high ^ s[2 * BOX + (word >>> 8 & 0xff)]) + s[3 * BOX + (word & 0xff)];
  }

  void wipe() {
    Arrays.fill(subkeys, 0);
    Arrays.fill(boxes, 0);
    left = 0;
    right = 0;
  }

  /// Returns the first words of π's fraction, by Machin's formula π = 16·atan(1/5) − 4·atan(1/239).
  private static int[] digitsOfPi(int words) {
    int guard = 64;
    int bits = 32 * words + guard;
    BigInteger pi =
        inverseTangent(5, bits).shiftLeft(4).subtract(inverseTangent(239, bits).shiftLeft(2));
    BigInteger fraction = pi.subtract(BigInteger.valueOf(3).shiftLeft(bits)).shiftRight(guard);
    int[] digits = new int[words];
    for (int i = 0; i < words; i++) {
      digits[i] = fraction.shiftRight(32 * (words - 1 - i)).intValue();
    }
    return digits;
  }

  /// Returns atan(1/x) · 2^bits: 1/x − 1/3x³ + 1/5x⁵ − …
  private static BigInteger inverseTangent(int x, int bits) {
    BigInteger square = BigInteger.valueOf((long) x * x);
    BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(x));
    BigInteger sum = BigInteger.ZERO;
    for (int n = 1; power.signum() != 0; n += 2) {
      BigInteger term = power.divide(BigInteger.valueOf(n));
      sum = n % 4 == 1 ? sum.add(term) : sum.subtract(term);
      power = power.divide(square);
    }
    return sum;
  }
}
