package dev.muster.wire.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The growing array that values are written into.
final class Sink {

  /// What a writer keeps of its array once it is empty again.
  private static final int KEPT = 1 << 20;

  private static final int SMALL = 256;

  /// A text below this is copied character by character.
  private static final int SHORT = 48;

  private final int most;
  byte[] bytes = new byte[SMALL];
  int length;

  Sink(int most) {
    this.most = most;
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[SMALL];
    }
  }

  /// Returns what was written, in an array of that length, and is empty again.
  byte[] take() {
    byte[] all = bytes;
    if (length == bytes.length) {
      bytes = new byte[SMALL];
    } else {
      all = Arrays.copyOf(bytes, length);
    }
    clear();
    return all;
  }

  /// Makes room for `count` more bytes.
  void need(long count) throws ValueException {
    if (count > bytes.length - length) {
      grow(count);
    }
  }

  private void grow(long count) throws ValueException {
    bytes = Arrays.copyOf(bytes, grown(count));
  }

  private int grown(long count) throws ValueException {
    long needed = length + count;
    if (needed > most) {
      throw new ValueException(
          "more than " + most + " bytes cannot travel at once; send parts over a channel");
    }
    return (int) Math.min(most, Math.max(needed, 2L * bytes.length));
  }

  void put(int value) throws ValueException {
    if (length == bytes.length) {
      grow(1);
    }
    bytes[length++] = (byte) value;
  }

  /// Writes seven bits a byte, the lowest first; all but the last byte have the highest bit.
  void putVarint(long value) throws ValueException {
    need(10);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  /// Writes a number that may be negative, so that small ones are short: 0, −1, 1, −2 become 0, 1,
  /// 2, 3.
  void putSigned(long value) throws ValueException {
    putVarint(value << 1 ^ value >> 63);
  }

  /// Writes the lowest `count` bytes of a number, the highest of them first.
  void putFixed(long value, int count) throws ValueException {
    need(count);
    for (int shift = 8 * count - 8; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  /// Writes the count of bytes that follow elsewhere.
  void putHead(int count) throws ValueException {
    putVarint(count);
    grown(count); // refuses what is too long
  }

  void putBytes(byte[] from) throws ValueException {
    int count = from.length;
    putVarint(count);
    if (count <= bytes.length - length) {
      System.arraycopy(from, 0, bytes, length, count);
    } else {
      byte[] more = new byte[grown(count)];
      System.arraycopy(from, 0, more, length, count); // at once, so that it is not cleared before
      System.arraycopy(bytes, 0, more, 0, length);
      bytes = more;
    }
    length += count;
  }

  void putBytes(ByteBuffer from) throws ValueException {
    int count = from.remaining();
    putVarint(count);
    need(count);
    from.get(from.position(), bytes, length, count);
    length += count;
  }

  /// Writes a text: its length doubled, and a byte for each character if all of them are below 256;
  /// else that plus one, and two bytes each. So any text travels, halves of surrogate pairs too,
  /// and none has a second form.
  void putText(String text) throws ValueException {
    int start = length;
    int count = text.length();
    putVarint((long) count << 1);
    need(count);
    if (count < SHORT ? !putShort(text, count) : !putLong(text, count)) {
      length = start;
      putVarint((long) count << 1 | 1);
      need(2L * count);
      ByteBuffer.wrap(bytes, length, 2 * count).asCharBuffer().put(text.toCharArray());
      length += 2 * count;
    }
  }

  /// Writes the lower halves of the characters, and returns whether the upper ones are 0.
  private boolean putShort(String text, int count) {
    byte[] to = bytes;
    int at = length;
    int seen = 0;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      seen |= c;
      to[at + i] = (byte) c;
    }
    length = at + count;
    return seen <= 0xff;
  }

  /// Does the same by copying and comparing as a whole, which the JVM does many bytes at a time.
  @SuppressWarnings("deprecation") // for losing the upper halves, which is noticed here
  private boolean putLong(String text, int count) {
    text.getBytes(0, count, bytes, length);
    String copy = new String(bytes, length, count, StandardCharsets.ISO_8859_1);
    length += count;
    return copy.equals(text);
  }
}
