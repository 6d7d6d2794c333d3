package dev.muster.session.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A runtime as it is sent: a `tar`, packed by `gzip` or not. All hosts share its bytes, which
/// nobody changes and which are in memory once, packed. Safe for use by many threads.
public final class Archive {

  private static final int PART = 64 << 10;

  /// A `gzip` file ends with how many bytes were packed, in four bytes.
  private static final int TRAILER = 4;

  private final byte[] bytes;
  private final String sha256;

  /// Of it unpacked; guarded by this, null before somebody wants to know it.
  private @Nullable String plainSha256;

  /// @param bytes packed by `gzip`
  /// @throws IOException if there are too few
  Archive(byte[] bytes) throws IOException {
    if (bytes.length <= TRAILER) {
      throw new IOException("an archive of " + bytes.length + " bytes is none");
    }
    this.bytes = bytes;
    this.sha256 = sha256(bytes);
  }

  /// How it is sent.
  public enum Form {
    /// As a `tar` packed by `gzip`.
    GZIP,
    /// As a `tar`, to hosts that have no `gzip`.
    TAR
  }

  /// Returns how many bytes are sent.
  public long size(Form form) {
    return form == Form.GZIP ? bytes.length : unpacked();
  }

  /// Returns how many bytes the `tar` has, which are about those of its files.
  public long unpacked() {
    ByteBuffer trailer = ByteBuffer.wrap(bytes, bytes.length - TRAILER, TRAILER);
    return Integer.toUnsignedLong(trailer.order(ByteOrder.LITTLE_ENDIAN).getInt());
  }

  /// Returns the SHA-256 of what is sent, 64 hexadecimal digits. That of the `tar` takes some
  /// tenths of a second, the first time.
  ///
  /// @throws IOException if it cannot be unpacked
  public String sha256(Form form) throws IOException {
    return form == Form.GZIP ? sha256 : plainSha256();
  }

  private synchronized String plainSha256() throws IOException {
    String known = plainSha256;
    if (known == null) {
      MessageDigest digest = digest();
      try (InputStream in = open(Form.TAR)) {
        byte[] part = new byte[PART];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
          digest.update(part, 0, n);
        }
      }
      known = HexFormat.of().formatHex(digest.digest());
      plainSha256 = known;
    }
    return known;
  }

  /// Returns what is sent, from its beginning.
  ///
  /// @throws IOException if it cannot be unpacked
  public InputStream open(Form form) throws IOException {
    InputStream packed = new ByteArrayInputStream(bytes);
    return form == Form.GZIP ? packed : new GZIPInputStream(packed, PART);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
