package dev.muster.agent;

/// SHA-256 (FIPS 180-4, section 6.2) of a few class files.
///
/// The JDK's own is behind its providers, which take a Java that has just been started 20 ms of
/// processor time and over a MiB of memory for good, on each host, where nothing else needs them.
final class Sha256 {

  private static final int BLOCK = 64;
  private static final int WORDS = 64;

  /// Where the count of bits stands in the last block.
  private static final int COUNT = BLOCK - Long.BYTES;

  private static final int[] FIRST = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private static final int[] ROUND = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  private final int[] hash = FIRST.clone();
  private final int[] words = new int[WORDS];

  private Sha256() {}

  /// Returns the 32 bytes of the digest.
  static byte[] of(byte[] bytes) {
    Sha256 sha = new Sha256();
    int whole = bytes.length - bytes.length % BLOCK;
    for (int at = 0; at < whole; at += BLOCK) {
      sha.block(bytes, at);
    }
    sha.end(bytes, whole);
    return sha.bytes();
  }

  /// Takes what is left, a bit that is set, and the count of bits at the end of a block.
  private void end(byte[] bytes, int from) {
    int left = bytes.length - from;
    byte[] last = new byte[left < COUNT ? BLOCK : 2 * BLOCK];
    System.arraycopy(bytes, from, last, 0, left);
    last[left] = (byte) 0x80;
    long bits = 8L * bytes.length;
    for (int i = 1; i <= Long.BYTES; i++) {
      last[last.length - i] = (byte) bits;
      bits >>>= 8;
    }
    for (int at = 0; at < last.length; at += BLOCK) {
      block(last, at);
    }
  }

  private void block(byte[] bytes, int from) {
    for (int t = 0; t < 16; t++) {
      words[t] = word(bytes, from + 4 * t);
    }
    for (int t = 16; t < WORDS; t++) {
      int w2 = words[t - 2];
      int w15 = words[t - 15];
      int sigma0 = Integer.rotateRight(w15, 7) ^ Integer.rotateRight(w15, 18) ^ w15 >>> 3;
      int sigma1 = Integer.rotateRight(w2, 17) ^ Integer.rotateRight(w2, 19) ^ w2 >>> 10;
      words[t] = sigma1 + words[t - 7] + sigma0 + words[t - 16];
    }
    rounds();
  }

  private void rounds() {
    int a = hash[0];
    int b = hash[1];
    int c = hash[2];
    int d = hash[3];
    int e = hash[4];
    int f = hash[5];
    int g = hash[6];
    int h = hash[7];
    for (int t = 0; t < WORDS; t++) {
      int sum1 =
          Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int one = h + sum1 + ((e & f) ^ (~e & g)) + ROUND[t] + words[t];
      int sum0 =
          Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int two = sum0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + one;
      d = c;
      c = b;
      b = a;
      a = one + two;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
    hash[5] += f;
    hash[6] += g;
    hash[7] += h;
  }

  private static int word(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private byte[] bytes() {
    byte[] all = new byte[4 * hash.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (hash[i / 4] >>> (8 * (3 - i % 4)));
    }
    return all;
  }
}
