package dev.muster.session.runtime;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// A runtime as it is sent: a `tar` packed by `gzip`. All hosts share its bytes, which nobody
/// changes.
public final class Archive {

  private final byte[] bytes;
  private final String sha256;

  Archive(byte[] bytes) {
    this.bytes = bytes;
    this.sha256 = sha256(bytes);
  }

  /// Returns how many bytes there are.
  public int size() {
    return bytes.length;
  }

  /// Returns its SHA-256, 64 hexadecimal digits.
  public String sha256() {
    return sha256;
  }

  /// Returns a copy of a part.
  public byte[] part(int from, int most) {
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + most));
  }

  byte[] bytes() {
    return bytes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
