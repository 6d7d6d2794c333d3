package dev.muster.wire.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of an item, with what reading them may cost.
///
/// Three bounds hold together. A length or count is never more than the bytes that are left, less
/// one for each value that collections around it still wait for: so all that is promised is there,
/// however deep one count is within another. What goes on the heap is charged before it is taken: a
/// byte can stand for an object of forty. And comparing what is equal by hash is charged too, for
/// whoever chooses the values chooses the hashes.
final class Source {

  /// Work that is allowed for each byte, and for an item without any.
  private static final int WORK_A_BYTE = 32;

  private static final long WORK = 16L << 20;

  final byte[] bytes;
  private int at;
  private int end;
  private long memory;
  private long work;

  Source(byte[] bytes, int offset, int length, ValueLimits limits) throws ValueException {
    if (offset < 0 || length < 0 || offset > bytes.length - length) {
      throw new IllegalArgumentException(
          "range of " + length + " at " + offset + " does not lie in " + bytes.length + " bytes");
    }
    if (length > limits.size()) {
      throw new ValueException(
          "an item of " + length + " bytes; at most " + limits.size() + " are taken");
    }
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
    this.memory = limits.memory();
    this.work = WORK + (long) WORK_A_BYTE * length;
  }

  /// Returns how many bytes are left that no value is waiting for.
  int remaining() {
    return end - at;
  }

  int position() {
    return at;
  }

  /// Charges what is about to be taken of the heap.
  void charge(long count) throws ValueException {
    memory -= count;
    if (memory < 0) {
      throw new ValueException("takes more memory than the limit allows");
    }
  }

  /// Charges work that does not come from the number of bytes.
  void work(long amount) throws ValueException {
    work -= amount;
    if (work < 0) {
      throw new ValueException("too many of the same hash");
    }
  }

  /// Promises a byte at least to each of `count` values.
  void promise(int count) throws ValueException {
    if (count > end - at) {
      throw new ValueException(count + " values where " + (end - at) + " bytes are left");
    }
    end -= count;
  }

  /// Takes a promise back: the next value may begin.
  void begin() {
    end++;
  }

  private void need(long count) throws ValueException {
    if (count > end - at) {
      throw new ValueException(count + " bytes where " + (end - at) + " are left");
    }
  }

  /// Reads a byte, 0 to 255.
  int next() throws ValueException {
    if (at >= end) {
      need(1);
    }
    return bytes[at++] & 0xff;
  }

  long varint() throws ValueException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = next();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        if (shift == 63 && b > 1) {
          break;
        }
        return value;
      }
    }
    throw new ValueException("a number of more than 64 bits");
  }

  long signed() throws ValueException {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  /// Reads a number that an `int` holds.
  int signedInt() throws ValueException {
    long value = signed();
    if ((int) value != value) {
      throw new ValueException(value + " is no int");
    }
    return (int) value;
  }

  /// Reads a number from 0 to 2³¹−1.
  int count() throws ValueException {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new ValueException("a count of " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  long fixed(int count) throws ValueException {
    need(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  /// Reads a count of elements of `size` bytes each, charges what they take, and passes over them.
  ///
  /// @return the count; the elements begin at [#position] less their bytes
  int elements(int size) throws ValueException {
    int count = count();
    need((long) count * size);
    charge(24 + (long) count * size);
    at += count * size;
    return count;
  }

  byte[] byteArray() throws ValueException {
    int count = elements(1);
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  String text() throws ValueException {
    long header = varint();
    long count = header >>> 1;
    boolean wide = (header & 1) != 0;
    need(wide && count <= Integer.MAX_VALUE ? 2 * count : count);
    charge(48 + count * (wide ? 4 : 1));
    if (wide) {
      return wide((int) count);
    }
    String text = new String(bytes, at, (int) count, StandardCharsets.ISO_8859_1);
    at += (int) count;
    return text;
  }

  private String wide(int count) {
    char[] text = new char[count];
    ByteBuffer.wrap(bytes, at, 2 * count).asCharBuffer().get(text);
    at += 2 * count;
    return new String(text);
  }
}
