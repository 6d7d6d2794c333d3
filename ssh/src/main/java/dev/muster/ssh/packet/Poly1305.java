package dev.muster.ssh.packet;

/// The one-time authenticator Poly1305 (RFC 8439 section 2.5), which no provider offers apart from
/// its AEAD.
///
/// Numbers modulo 2¹³⁰−5 are kept in five limbs of 26 bits; no branch and no index depends on a
/// secret.
final class Poly1305 {

  static final int TAG = 16;

  private static final int MASK = 0x3ffffff;

  private final long[] r = new long[5];
  private final long[] pad = new long[4];
  private final long[] h = new long[5];

  private Poly1305(byte[] key, int offset) {
    long t0 = word(key, offset);
    long t1 = word(key, offset + 4);
    long t2 = word(key, offset + 8);
    long t3 = word(key, offset + 12);
    r[0] = t0 & 0x3ffffff;
    r[1] = (t0 >>> 26 | t1 << 6) & 0x3ffff03;
    r[2] = (t1 >>> 20 | t2 << 12) & 0x3ffc0ff;
    r[3] = (t2 >>> 14 | t3 << 18) & 0x3f03fff;
    r[4] = t3 >>> 8 & 0x00fffff;
    for (int i = 0; i < 4; i++) {
      pad[i] = word(key, offset + 16 + 4 * i);
    }
  }

  /// Returns the tag of `length` bytes under the 32 bytes of key at `keyOffset`.
  static byte[] tag(byte[] key, int keyOffset, byte[] message, int offset, int length) {
    Poly1305 state = new Poly1305(key, keyOffset);
    int at = offset;
    int end = offset + length;
    for (; end - at >= 16; at += 16) {
      state.block(message, at, 1L << 24);
    }
    if (at < end) {
      byte[] last = new byte[16];
      System.arraycopy(message, at, last, 0, end - at);
      last[end - at] = 1;
      state.block(last, 0, 0);
    }
    return state.finish();
  }

  private void block(byte[] message, int at, long high) {
    long t0 = word(message, at);
    long t1 = word(message, at + 4);
    long t2 = word(message, at + 8);
    long t3 = word(message, at + 12);
    long h0 = h[0] + (t0 & MASK);
    long h1 = h[1] + ((t0 >>> 26 | t1 << 6) & MASK);
    long h2 = h[2] + ((t1 >>> 20 | t2 << 12) & MASK);
    long h3 = h[3] + ((t2 >>> 14 | t3 << 18) & MASK);
    long h4 = h[4] + (t3 >>> 8 | high);
    long r0 = r[0];
    long r1 = r[1];
    long r2 = r[2];
    long r3 = r[3];
    long r4 = r[4];
    long s1 = r1 * 5;
    long s2 = r2 * 5;
    long s3 = r3 * 5;
    long s4 = r4 * 5;
    long d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
    long d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2;
    long d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3;
    long d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4;
    long d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0;
    d1 += d0 >>> 26;
    d2 += d1 >>> 26;
    d3 += d2 >>> 26;
    d4 += d3 >>> 26;
    h0 = (d0 & MASK) + (d4 >>> 26) * 5;
    h[0] = h0 & MASK;
    h[1] = (d1 & MASK) + (h0 >>> 26);
    h[2] = d2 & MASK;
    h[3] = d3 & MASK;
    h[4] = d4 & MASK;
  }

  private byte[] finish() {
    carry();
    carry();
    long[] g = new long[5]; // h + 5 − 2¹³⁰: what h is modulo p if that is not negative
    long c = 5;
    for (int i = 0; i < 4; i++) {
      c += h[i];
      g[i] = c & MASK;
      c >>>= 26;
    }
    g[4] = h[4] + c - (1L << 26);
    long keepH = g[4] >> 63; // all ones if g is negative
    for (int i = 0; i < 5; i++) {
      h[i] = (h[i] & keepH) | (g[i] & ~keepH);
    }
    long[] words = {
      h[0] | h[1] << 26, h[1] >>> 6 | h[2] << 20, h[2] >>> 12 | h[3] << 14, h[3] >>> 18 | h[4] << 8
    };
    byte[] tag = new byte[TAG];
    long f = 0;
    for (int i = 0; i < 4; i++) {
      f = (f >>> 32) + (words[i] & 0xffffffffL) + pad[i];
      tag[4 * i] = (byte) f;
      tag[4 * i + 1] = (byte) (f >>> 8);
      tag[4 * i + 2] = (byte) (f >>> 16);
      tag[4 * i + 3] = (byte) (f >>> 24);
    }
    return tag;
  }

  private void carry() {
    long c = 0;
    for (int i = 0; i < 5; i++) {
      h[i] += c;
      c = h[i] >>> 26;
      h[i] &= MASK;
    }
    h[0] += c * 5;
  }

  private static long word(byte[] bytes, int at) {
    return (bytes[at] & 0xffL)
        | ((bytes[at + 1] & 0xffL) << 8)
        | ((bytes[at + 2] & 0xffL) << 16)
        | ((bytes[at + 3] & 0xffL) << 24);
  }
}
