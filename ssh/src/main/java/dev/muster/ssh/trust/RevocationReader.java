package dev.muster.ssh.trust;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Reads a key revocation list in OpenSSH's binary form (`PROTOCOL.krl`).
///
/// What is not known here might revoke something, so it is an error, unless it is an extension that
/// says itself that it may be ignored.
final class RevocationReader {

  private static final byte[] MAGIC = "SSHKRL\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int VERSION = 1;

  private static final int CERTIFICATES = 1;
  private static final int EXPLICIT_KEY = 2;
  private static final int FINGERPRINT_SHA1 = 3;
  private static final int FINGERPRINT_SHA256 = 5;
  private static final int EXTENSION = 255;

  private static final int SERIAL_LIST = 0x20;
  private static final int SERIAL_RANGE = 0x21;
  private static final int SERIAL_BITMAP = 0x22;
  private static final int KEY_ID = 0x23;
  private static final int CERTIFICATE_EXTENSION = 0x39;

  private final SshReader reader;
  private final RevokedKeys to;

  RevocationReader(byte[] bytes, RevokedKeys to) {
    this.reader = new SshReader(bytes, MAGIC.length, bytes.length - MAGIC.length);
    this.to = to;
  }

  /// Returns whether a file begins like such a list.
  static boolean takes(byte[] bytes) {
    boolean same = bytes.length >= MAGIC.length;
    for (int i = 0; same && i < MAGIC.length; i++) {
      same = bytes[i] == MAGIC[i];
    }
    return same;
  }

  /// Reads all sections.
  void read() throws ProtocolException {
    int version = reader.readInt();
    if (version != VERSION) {
      throw new ProtocolException("its form has version " + version + " where 1 is known");
    }
    reader.skip(24); // its number, its date and its flags: nothing is decided by them
    reader.skip(reader.readLength()); // reserved
    reader.skip(reader.readLength()); // a comment
    while (!reader.isEmpty()) {
      int type = reader.readByte();
      SshReader section = reader.readNested();
      switch (type) {
        case CERTIFICATES -> certificates(section);
        case EXPLICIT_KEY -> keys(section);
        case FINGERPRINT_SHA1 -> fingerprints(section, 20);
        case FINGERPRINT_SHA256 -> fingerprints(section, 32);
        case EXTENSION -> extension(section);
        default -> throw new ProtocolException("it has a section of unknown type " + type);
      }
    }
  }

  private void keys(SshReader section) throws ProtocolException {
    while (!section.isEmpty()) {
      to.addKey(section.readString());
    }
  }

  private void fingerprints(SshReader section, int bytes) throws ProtocolException {
    while (!section.isEmpty()) {
      byte[] digest = section.readString();
      if (digest.length != bytes) {
        throw new ProtocolException(
            "it has a fingerprint of " + digest.length + " bytes where " + bytes + " are wanted");
      }
      if (bytes == 20) {
        to.addSha1(digest);
      } else {
        to.addSha256(digest);
      }
    }
  }

  private static void extension(SshReader section) throws ProtocolException {
    section.skip(section.readLength());
    if (section.readBoolean()) {
      throw new ProtocolException("it has an extension that is not known and must be");
    }
    section.skip(section.readLength());
    section.expectEnd("the extension");
  }

  private void certificates(SshReader section) throws ProtocolException {
    RevokedCertificates revoked = to.of(section.readString());
    section.skip(section.readLength()); // reserved
    while (!section.isEmpty()) {
      int type = section.readByte();
      SshReader part = section.readNested();
      switch (type) {
        case SERIAL_LIST -> serials(part, revoked);
        case SERIAL_RANGE -> range(part, revoked);
        case SERIAL_BITMAP -> bitmap(part, revoked);
        case KEY_ID -> keyIds(part, revoked);
        case CERTIFICATE_EXTENSION -> extension(part);
        default ->
            throw new ProtocolException("it has a section on certificates of unknown type " + type);
      }
    }
  }

  private static void serials(SshReader part, RevokedCertificates revoked)
      throws ProtocolException {
    while (!part.isEmpty()) {
      revoked.addSerial(part.readLong());
    }
  }

  private static void range(SshReader part, RevokedCertificates revoked) throws ProtocolException {
    long first = part.readLong();
    long last = part.readLong();
    part.expectEnd("the range of serial numbers");
    if (Long.compareUnsigned(first, last) > 0) {
      throw new ProtocolException("it has a range of serial numbers that ends before it begins");
    }
    revoked.addRange(first, last);
  }

  private static void bitmap(SshReader part, RevokedCertificates revoked) throws ProtocolException {
    long offset = part.readLong();
    BigInteger bits = part.readBigInteger();
    part.expectEnd("the bitmap of serial numbers");
    if (bits.signum() < 0) {
      throw new ProtocolException("it has a bitmap that is a number below 0");
    }
    revoked.addBits(offset, bits);
  }

  private static void keyIds(SshReader part, RevokedCertificates revoked) throws ProtocolException {
    while (!part.isEmpty()) {
      revoked.addKeyId(part.readText());
    }
  }
}
