package dev.muster.ssh.fuzz;

import dev.muster.ssh.data.SshWriter;
import java.util.Arrays;

/// An input taken apart into small numbers and pieces; after its end there are zeros and nothing.
public final class FuzzInput {

  private final byte[] bytes;
  private int at;

  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Puts an input together: each number is a byte, each text and array a piece.
  public static byte[] of(Object... parts) {
    SshWriter all = new SshWriter();
    for (Object part : parts) {
      switch (part) {
        case Integer number -> all.putByte(number);
        case SshWriter piece -> piece(all, piece.toBytes());
        case byte[] piece -> piece(all, piece);
        default -> throw new IllegalArgumentException("a part is a number or a piece: " + part);
      }
    }
    return all.toBytes();
  }

  private static void piece(SshWriter to, byte[] piece) {
    to.putByte(piece.length >> 8).putByte(piece.length & 0xff).putBytes(piece);
  }

  /// Returns the next number, 0 to 255.
  public int number() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }

  /// Returns the next piece, which says its length in two bytes; less if less is left.
  public byte[] piece() {
    int length = number() << 8 | number();
    int end = Math.min(bytes.length, at + length);
    byte[] piece = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return piece;
  }

  /// Returns all that is left.
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
    at = bytes.length;
    return rest;
  }

  public boolean isEmpty() {
    return at >= bytes.length;
  }
}
