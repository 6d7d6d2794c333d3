package dev.muster.ssh.trust;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.key.SshPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys and certificates that a file says nobody may show (`RevokedHostKeys`): public keys line
/// by line, or a key revocation list in OpenSSH's binary form (`PROTOCOL.krl`).
///
/// Immutable once read; any thread may ask. A file that is missing, or that cannot be understood to
/// its end, is an error: what it would have revoked is not known.
final class RevokedKeys {

  /// The largest file that is read, in bytes.
  static final int MAX_BYTES = 64 << 20;

  private final String file;

  /// Keys by their bytes; the number is their line, 0 in a binary file.
  private final Map<ByteBuffer, Integer> keys = new HashMap<>();

  private final Set<ByteBuffer> sha1 = new HashSet<>();
  private final Set<ByteBuffer> sha256 = new HashSet<>();

  /// Certificates by their authority; those of any authority under no bytes.
  private final Map<ByteBuffer, RevokedCertificates> certificates = new HashMap<>();

  private RevokedKeys(String file) {
    this.file = file;
  }

  /// Reads a file.
  ///
  /// @throws KnownHostsException if it is missing or cannot be understood
  static RevokedKeys read(Path file) throws KnownHostsException {
    String name = file.toString();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new KnownHostsException(
            name, "has more than " + MAX_BYTES + " bytes; name another file of revoked keys");
      }
      return parse(name, bytes);
    } catch (NoSuchFileException e) {
      throw new KnownHostsException(
          name, "does not exist, so which keys are revoked is not known; name the right file");
    } catch (IOException e) {
      throw KnownHostsException.unreadable(name, e);
    }
  }

  /// Takes the bytes of a file; `file` stands in messages.
  static RevokedKeys parse(String file, byte[] bytes) throws KnownHostsException {
    RevokedKeys revoked = new RevokedKeys(file);
    try {
      if (RevocationReader.takes(bytes)) {
        new RevocationReader(bytes, revoked).read();
      } else {
        revoked.readLines(new String(bytes, StandardCharsets.ISO_8859_1));
      }
    } catch (ProtocolException e) {
      throw new KnownHostsException(
          file, "is no list of revoked keys: " + e.getMessage() + "; make it with ssh-keygen -k");
    }
    return revoked;
  }

  private void readLines(String text) throws ProtocolException {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        try {
          keys.putIfAbsent(ByteBuffer.wrap(plainBlob(stripped)), number);
        } catch (ProtocolException e) {
          throw new ProtocolException("line " + number + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /// Returns the key of a line. A certificate revokes its key; a key of a kind that is not
  /// supported is never shown, so its bytes will do.
  private static byte[] plainBlob(String line) throws ProtocolException {
    String[] fields = line.split("[ \t]+", 3);
    if (fields.length < 2) {
      throw new ProtocolException("wanted type and Base64 of a public key");
    }
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(fields[1]);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the key is not Base64", e);
    }
    if (!new SshReader(blob).readName().equals(fields[0])) {
      throw new ProtocolException("the key is not of the type that the line says");
    }
    return SshCertificate.isNamed(fields[0]) && !fields[0].startsWith("sk-")
        ? SshCertificate.parse(blob, Crypto.system()).key().blob()
        : blob;
  }

  // --- what a binary file adds

  void addKey(byte[] blob) {
    keys.put(ByteBuffer.wrap(blob), 0);
  }

  void addSha1(byte[] digest) {
    sha1.add(ByteBuffer.wrap(digest));
  }

  void addSha256(byte[] digest) {
    sha256.add(ByteBuffer.wrap(digest));
  }

  /// Returns where the certificates of an authority are noted; no bytes stand for any authority.
  RevokedCertificates of(byte[] authority) {
    return certificates.computeIfAbsent(
        ByteBuffer.wrap(authority), key -> new RevokedCertificates());
  }

  // --- asking

  /// Returns why what a host shows is revoked, going on from what was shown; null if it is not.
  @Nullable String reason(OfferedKey offered) {
    String why = reason(offered.key(), "is");
    if (why != null || !(offered instanceof OfferedKey.Certified(SshCertificate certificate))) {
      return why;
    }
    // Whoever took an authority's key signs what he likes.
    why = reason(certificate.authority(), "is by an authority that is");
    if (why != null || certificates.isEmpty()) {
      return why;
    }
    for (byte[] authority : List.of(certificate.authority().blob(), new byte[0])) {
      RevokedCertificates ofAuthority = certificates.get(ByteBuffer.wrap(authority));
      if (ofAuthority != null && ofAuthority.holds(certificate)) {
        return "is a certificate, \""
            + StrangeText.shown(certificate.keyId())
            + "\" with serial "
            + Long.toUnsignedString(certificate.serial())
            + ", that is revoked by "
            + file;
      }
    }
    return null;
  }

  private @Nullable String reason(SshPublicKey key, String is) {
    byte[] blob = key.blob();
    Integer line = keys.get(ByteBuffer.wrap(blob));
    if (line != null) {
      return is + " revoked by " + file + (line > 0 ? ":" + line : "");
    }
    boolean listed = holds(sha256, "SHA-256", blob) || holds(sha1, "SHA-1", blob);
    return listed ? is + " revoked by its fingerprint in " + file : null;
  }

  private static boolean holds(Set<ByteBuffer> digests, String algorithm, byte[] blob) {
    if (digests.isEmpty()) {
      return false;
    }
    MessageDigest digest = Crypto.jdk().digest(algorithm);
    return digests.contains(ByteBuffer.wrap(digest.digest(blob)));
  }
}
