package dev.muster.ssh.packet;

import java.math.BigInteger;
import java.util.Arrays;

/// Poly1305 as RFC 8439 section 2.5.1 writes it, with big numbers: slow and plain, to compare with.
final class PlainPoly1305 {

  private static final BigInteger P = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
  private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

  private PlainPoly1305() {}

  static byte[] tag(byte[] key, byte[] message) {
    BigInteger r = number(key, 0, 16).and(CLAMP);
    BigInteger sum = BigInteger.ZERO;
    for (int at = 0; at < message.length; at += 16) {
      int count = Math.min(16, message.length - at);
      BigInteger block = number(message, at, count).setBit(8 * count);
      sum = sum.add(block).multiply(r).mod(P);
    }
    byte[] tag = new byte[16];
    byte[] wide = sum.add(number(key, 16, 16)).toByteArray();
    for (int i = 0; i < 16 && i < wide.length; i++) {
      tag[i] = wide[wide.length - 1 - i];
    }
    return tag;
  }

  private static BigInteger number(byte[] bytes, int from, int count) {
    byte[] reversed = Arrays.copyOfRange(bytes, from, from + count);
    for (int i = 0; i < count / 2; i++) {
      byte swapped = reversed[i];
      reversed[i] = reversed[count - 1 - i];
      reversed[count - 1 - i] = swapped;
    }
    return new BigInteger(1, reversed);
  }
}
