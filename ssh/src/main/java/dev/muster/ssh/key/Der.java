package dev.muster.ssh.key;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/// Reads and writes the few forms of DER (X.690) that keys and signatures are made of.
///
/// A reader works on a range of an array that it does not copy; every length is checked against
/// what is left. Lengths must be in their shortest form.
final class Der {

  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;

  private final byte[] bytes;
  private final int end;
  private int at;

  Der(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Der(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean isEmpty() {
    return at == end;
  }

  /// Returns whether the next value has this tag.
  boolean nextIs(int tag) {
    return at < end && (bytes[at] & 0xff) == tag;
  }

  /// Reads a value of this tag as a reader of what is inside it.
  Der nested(int tag) throws Refusal {
    if (at == end) {
      throw Refusal.damaged("ends early where a value with tag " + tag + " is wanted");
    }
    if (!nextIs(tag)) {
      throw Refusal.damaged("has tag " + (bytes[at] & 0xff) + " where " + tag + " is wanted");
    }
    at++;
    int length = length();
    if (length > end - at) {
      throw Refusal.damaged(
          "has a value of " + length + " bytes where " + (end - at) + " are left");
    }
    Der inside = new Der(bytes, at, at + length);
    at += length;
    return inside;
  }

  Der sequence() throws Refusal {
    return nested(SEQUENCE);
  }

  byte[] octets() throws Refusal {
    return nested(OCTET_STRING).rest();
  }

  /// Reads a bit string of whole bytes.
  byte[] bits() throws Refusal {
    byte[] value = nested(BIT_STRING).rest();
    if (value.length == 0 || value[0] != 0) {
      throw Refusal.damaged("has a bit string that is not of whole bytes");
    }
    return Arrays.copyOfRange(value, 1, value.length);
  }

  /// Reads an integer that is not negative and in its shortest form.
  BigInteger integer() throws Refusal {
    byte[] value = nested(INTEGER).rest();
    boolean padded = value.length > 1 && value[0] == 0 && value[1] >= 0;
    if (value.length == 0 || value[0] < 0 || padded) {
      throw Refusal.damaged("has a number that is negative or not in its shortest form");
    }
    return new BigInteger(value);
  }

  int smallInteger(int limit) throws Refusal {
    BigInteger value = integer();
    if (value.compareTo(BigInteger.valueOf(limit)) > 0) {
      throw Refusal.damaged("has the number " + shown(value) + " where at most " + limit + " fits");
    }
    return value.intValueExact();
  }

  private static String shown(BigInteger value) {
    return value.bitLength() > 64 ? "of " + value.bitLength() + " bits" : value.toString();
  }

  /// Reads an object identifier in dotted form, such as `1.3.101.112`.
  String objectId() throws Refusal {
    byte[] value = nested(OBJECT_ID).rest();
    if (value.length == 0 || value.length > 32 || value[value.length - 1] < 0) {
      throw Refusal.damaged("has an object identifier that is cut short");
    }
    StringBuilder dotted = new StringBuilder();
    long part = 0;
    for (byte next : value) {
      part = (part & 0xff_ffff_ffffL) << 7 | (next & 0x7f);
      if (next >= 0) {
        appendPart(dotted, part);
        part = 0;
      }
    }
    return dotted.toString();
  }

  private static void appendPart(StringBuilder dotted, long part) {
    if (!dotted.isEmpty()) {
      dotted.append('.').append(part);
    } else {
      long first = Math.min(part / 40, 2);
      dotted.append(first).append('.').append(part - first * 40);
    }
  }

  /// Passes over the next value, whatever it is.
  void skip() throws Refusal {
    if (at == end) {
      throw Refusal.damaged("ends early");
    }
    nested(bytes[at] & 0xff);
  }

  /// Returns what is left as bytes.
  byte[] rest() {
    byte[] value = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return value;
  }

  void expectEnd() throws Refusal {
    if (at != end) {
      throw Refusal.damaged("has " + (end - at) + " bytes too many");
    }
  }

  private int length() throws Refusal {
    int first = at < end ? bytes[at++] & 0xff : 0x80;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 3 || count > end - at || bytes[at] == 0) {
      throw Refusal.damaged("has a length that is cut short or not in DER");
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | (bytes[at++] & 0xff);
    }
    if (length < 0x80) {
      throw Refusal.damaged("has a length that is not in its shortest form");
    }
    return length;
  }

  /// Writes a value: its tag, its length and its parts.
  static byte[] value(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length >= 0x80) {
      int count = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | count);
      for (int i = count - 1; i > 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return value(INTEGER, value.toByteArray());
  }

  static byte[] objectId(String dotted) {
    String[] parts = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writePart(out, Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
    for (int i = 2; i < parts.length; i++) {
      writePart(out, Integer.parseInt(parts[i]));
    }
    return value(OBJECT_ID, out.toByteArray());
  }

  private static void writePart(ByteArrayOutputStream out, int part) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (part >>> shift != 0) {
        out.write(0x80 | part >>> shift);
      }
    }
    out.write(part & 0x7f);
  }
}
