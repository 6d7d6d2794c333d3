package dev.muster.call;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A class that travels: its name, its bytes, and their SHA-256.
public final class PushedClass {

  private final String name;
  private final byte[] bytes;
  private final String sha256;

  /// @param name with dots
  /// @param bytes which nobody changes any more
  PushedClass(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    this.sha256 = HexFormat.of().formatHex(sha256Digest().digest(bytes));
  }

  /// The name with dots, as in `com.example.Health$Check`.
  public String name() {
    return name;
  }

  /// The SHA-256 of the bytes: 64 hexadecimal digits.
  public String sha256() {
    return sha256;
  }

  public int size() {
    return bytes.length;
  }

  /// The class file, to be read only.
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  byte[] array() {
    return bytes;
  }

  @Override
  public String toString() {
    return name + " (" + bytes.length + " bytes)";
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
