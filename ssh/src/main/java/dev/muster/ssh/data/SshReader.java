package dev.muster.ssh.data;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Reads SSH's data types (RFC 4251 section 5) from a range of an array, which it neither owns nor
/// copies.
///
/// Every length is checked against what is left before anything is allocated. One thread at a time.
public final class SshReader {

  private byte[] bytes;
  private int at;
  private int end;

  /// Reads all of `bytes`.
  public SshReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /// Reads `length` of `bytes` from `offset` on.
  public SshReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    reset(bytes, offset, length);
  }

  /// Goes on with another range, so that one reader serves many packets.
  public void reset(byte[] bytes, int offset, int length) {
    if (offset < 0 || length < 0 || offset > bytes.length - length) {
      throw new IllegalArgumentException(
          "range of " + length + " at " + offset + " does not lie in " + bytes.length + " bytes");
    }
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /// Returns another reader of what is left, which leaves this one where it is.
  public SshReader fork() {
    return new SshReader(bytes, at, end - at);
  }

  /// Returns how many bytes are left.
  public int remaining() {
    return end - at;
  }

  /// Returns whether nothing is left.
  public boolean isEmpty() {
    return at == end;
  }

  /// Returns the position of the next byte in [#array].
  public int position() {
    return at;
  }

  /// Returns the array that is read; for hashing and copying a range without another copy.
  public byte[] array() {
    return bytes;
  }

  /// Reads one byte, 0 to 255.
  public int readByte() throws ProtocolException {
    need(1);
    return bytes[at++] & 0xff;
  }

  /// Reads a boolean: any byte but 0 is true.
  public boolean readBoolean() throws ProtocolException {
    return readByte() != 0;
  }

  /// Reads a `uint32` as its 32 bits; use [Integer#toUnsignedLong] where the top bit may be set.
  public int readInt() throws ProtocolException {
    need(4);
    int value =
        (bytes[at] & 0xff) << 24
            | (bytes[at + 1] & 0xff) << 16
            | (bytes[at + 2] & 0xff) << 8
            | (bytes[at + 3] & 0xff);
    at += 4;
    return value;
  }

  /// Reads a `uint32` as a number from 0 to 2³²−1.
  public long readUnsignedInt() throws ProtocolException {
    return Integer.toUnsignedLong(readInt());
  }

  /// Reads a `uint64` as its 64 bits.
  public long readLong() throws ProtocolException {
    return readUnsignedInt() << 32 | readUnsignedInt();
  }

  /// Reads a `string` as bytes.
  public byte[] readString() throws ProtocolException {
    int length = readLength();
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  /// Reads a `string` of at most `limit` bytes.
  public byte[] readString(int limit) throws ProtocolException {
    int before = at;
    int length = readLength();
    if (length > limit) {
      throw new ProtocolException("string of " + length + " bytes where at most " + limit + " fit");
    }
    at = before;
    return readString();
  }

  /// Reads a `string` as UTF-8 text; what is not UTF-8 becomes the replacement character.
  public String readText() throws ProtocolException {
    int length = readLength();
    String value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return value;
  }

  /// Reads a `string` as ASCII text, the form of every name in the protocol.
  public String readName() throws ProtocolException {
    int length = readLength();
    String value = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    at += length;
    return value;
  }

  /// Reads a `name-list`; an empty one has no names.
  public List<String> readNames() throws ProtocolException {
    String names = readName();
    return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
  }

  /// Reads an `mpint`.
  public BigInteger readBigInteger() throws ProtocolException {
    byte[] value = readString();
    return value.length == 0 ? BigInteger.ZERO : new BigInteger(value);
  }

  /// Reads a `string` as a reader of its own over the same array.
  public SshReader readNested() throws ProtocolException {
    int length = readLength();
    SshReader nested = new SshReader(bytes, at, length);
    at += length;
    return nested;
  }

  /// Reads exactly `length` bytes.
  public byte[] readBytes(int length) throws ProtocolException {
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  /// Reads the length of a `string` and leaves the reader at its first byte.
  public int readLength() throws ProtocolException {
    int length = readInt();
    if (length < 0 || length > remaining()) {
      throw new ProtocolException(
          "string of "
              + Integer.toUnsignedLong(length)
              + " bytes where "
              + remaining()
              + " are left");
    }
    return length;
  }

  /// Passes over `length` bytes.
  public void skip(int length) throws ProtocolException {
    need(length);
    at += length;
  }

  /// Checks that nothing is left of `what`.
  public void expectEnd(String what) throws ProtocolException {
    if (!isEmpty()) {
      throw new ProtocolException(remaining() + " bytes too many in " + what);
    }
  }

  private void need(int length) throws ProtocolException {
    if (length < 0 || length > end - at) {
      throw new ProtocolException("ends " + (length - (end - at)) + " bytes too early");
    }
  }
}
