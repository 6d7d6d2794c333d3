package dev.muster.ssh.trust;

import dev.muster.ssh.crypto.Crypto;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A host's name hidden by a hash, `|1|salt|hash`: HMAC-SHA1 (RFC 2104) of the name under the salt.
///
/// It is written out here rather than taken from a provider because one lookup may need one for
/// each line of a file: this form makes no key objects.
final class HostHash {

  static final int BYTES = 20;

  private static final int BLOCK_BYTES = 64;
  private static final String MAGIC = "|1|";

  private final byte[] salt;
  private final byte[] hash;

  private HostHash(byte[] salt, byte[] hash) {
    this.salt = salt;
    this.hash = hash;
  }

  /// Returns whether a line's names are meant to be a hash.
  static boolean isHash(String names) {
    return names.startsWith("|");
  }

  /// Reads the names of a line that is hashed.
  ///
  /// @throws IllegalArgumentException if it is not well-formed
  static HostHash parse(String names) {
    int bar = names.startsWith(MAGIC) ? names.indexOf('|', MAGIC.length()) : -1;
    if (bar < 0) {
      throw new IllegalArgumentException("no |1|salt|hash");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] salt = base64.decode(names.substring(MAGIC.length(), bar));
    byte[] hash = base64.decode(names.substring(bar + 1));
    if (salt.length != BYTES || hash.length != BYTES) {
      throw new IllegalArgumentException("salt and hash of other than 20 bytes");
    }
    return new HostHash(salt, hash);
  }

  /// Returns a name hashed under a salt of its own, as it stands in a file.
  static String of(String name) {
    byte[] salt = new byte[BYTES];
    Crypto.system().random().nextBytes(salt);
    byte[] hash = new Hmac(name.getBytes(StandardCharsets.UTF_8)).of(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return MAGIC + base64.encodeToString(salt) + "|" + base64.encodeToString(hash);
  }

  /// Compares one name with many hashes. One thread at a time.
  static final class Matcher {

    private final String name;
    private @Nullable Hmac hmac;

    Matcher(String name) {
      this.name = name;
    }

    boolean matches(HostHash hashed) {
      Hmac own = hmac;
      if (own == null) {
        own = new Hmac(name.getBytes(StandardCharsets.UTF_8));
        hmac = own;
      }
      return Arrays.equals(own.of(hashed.salt), hashed.hash);
    }
  }

  /// Computes the HMAC of one message under many keys.
  private static final class Hmac {

    private final MessageDigest sha1 = Crypto.jdk().digest("SHA-1");
    private final byte[] message;
    private final byte[] pad = new byte[BLOCK_BYTES];
    private final byte[] digest = new byte[BYTES];

    Hmac(byte[] message) {
      this.message = message;
    }

    /// Returns the array that the next call overwrites.
    byte[] of(byte[] key) {
      try {
        pad(key, 0x36);
        sha1.update(message);
        sha1.digest(digest, 0, BYTES);
        pad(key, 0x5c);
        sha1.update(digest);
        sha1.digest(digest, 0, BYTES);
        return digest;
      } catch (DigestException e) {
        throw new IllegalStateException("SHA-1 has other than 20 bytes", e);
      }
    }

    private void pad(byte[] key, int with) {
      Arrays.fill(pad, (byte) with);
      for (int i = 0; i < key.length; i++) {
        pad[i] ^= key[i];
      }
      sha1.update(pad);
    }
  }
}
