package dev.muster.ssh.data;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes SSH's data types (RFC 4251 section 5) into an array that grows.
///
/// One writer may serve many packets: [#clear] keeps the array. One thread at a time.
public final class SshWriter {

  private byte[] bytes;
  private int length;

  /// Makes an empty one for small packets.
  public SshWriter() {
    this(256);
  }

  /// Makes an empty one with room for `capacity` bytes.
  public SshWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /// Empties it and keeps its array.
  public SshWriter clear() {
    length = 0;
    return this;
  }

  /// Overwrites what it held and empties it; for secrets.
  public void wipe() {
    Arrays.fill(bytes, (byte) 0);
    length = 0;
  }

  /// Returns the array written into; valid up to [#length] and until the next write.
  public byte[] array() {
    return bytes;
  }

  /// Returns how many bytes were written.
  public int length() {
    return length;
  }

  /// Returns a copy of what was written.
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /// Writes one byte.
  public SshWriter putByte(int value) {
    need(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /// Writes a boolean.
  public SshWriter putBoolean(boolean value) {
    return putByte(value ? 1 : 0);
  }

  /// Writes a `uint32`.
  public SshWriter putInt(int value) {
    need(4);
    bytes[length] = (byte) (value >> 24);
    bytes[length + 1] = (byte) (value >> 16);
    bytes[length + 2] = (byte) (value >> 8);
    bytes[length + 3] = (byte) value;
    length += 4;
    return this;
  }

  /// Writes a `uint64`.
  public SshWriter putLong(long value) {
    return putInt((int) (value >> 32)).putInt((int) value);
  }

  /// Writes bytes as they are.
  public SshWriter putBytes(byte[] value) {
    return putBytes(value, 0, value.length);
  }

  /// Writes a range of bytes as it is.
  public SshWriter putBytes(byte[] value, int offset, int count) {
    need(count);
    System.arraycopy(value, offset, bytes, length, count);
    length += count;
    return this;
  }

  /// Writes a `string`.
  public SshWriter putString(byte[] value) {
    return putInt(value.length).putBytes(value);
  }

  /// Writes a range of bytes as a `string`.
  public SshWriter putString(byte[] value, int offset, int count) {
    return putInt(count).putBytes(value, offset, count);
  }

  /// Writes what another writer holds as a `string`.
  public SshWriter putString(SshWriter value) {
    return putString(value.bytes, 0, value.length);
  }

  /// Writes text as a `string` of UTF-8.
  public SshWriter putString(String value) {
    return putString(value.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes a `name-list`.
  public SshWriter putNames(List<String> names) {
    return putString(String.join(",", names));
  }

  /// Writes an `mpint`.
  public SshWriter putBigInteger(BigInteger value) {
    return value.signum() == 0 ? putInt(0) : putString(value.toByteArray());
  }

  /// Writes an unsigned big-endian number as an `mpint`: no leading zeros but one where the top bit
  /// is set.
  public SshWriter putUnsigned(byte[] magnitude) {
    int from = 0;
    while (from < magnitude.length && magnitude[from] == 0) {
      from++;
    }
    int count = magnitude.length - from;
    boolean sign = count > 0 && magnitude[from] < 0;
    putInt(count + (sign ? 1 : 0));
    if (sign) {
      putByte(0);
    }
    return putBytes(magnitude, from, count);
  }

  /// Overwrites the `uint32` at `position`, which was written before; for lengths known later.
  public void setInt(int position, int value) {
    bytes[position] = (byte) (value >> 24);
    bytes[position + 1] = (byte) (value >> 16);
    bytes[position + 2] = (byte) (value >> 8);
    bytes[position + 3] = (byte) value;
  }

  private void need(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
    }
  }
}
