package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshCertificate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The certificates of one authority that are revoked. Filled by one thread, then only read.
///
/// Serial numbers are unsigned.
final class RevokedCertificates {

  private final Set<String> keyIds = new HashSet<>();
  private final Set<Long> serials = new HashSet<>();
  private final List<Range> ranges = new ArrayList<>();
  private final List<Bits> bitmaps = new ArrayList<>();

  /// Serial numbers from one to another, both among them.
  private record Range(long first, long last) {

    boolean holds(long serial) {
      return Long.compareUnsigned(first, serial) <= 0 && Long.compareUnsigned(serial, last) <= 0;
    }
  }

  /// Serial numbers from `offset` on, one a bit.
  private record Bits(long offset, BigInteger bits) {

    boolean hold(long serial) {
      long bit = serial - offset;
      return Long.compareUnsigned(serial, offset) >= 0
          && Long.compareUnsigned(bit, bits.bitLength()) < 0
          && bits.testBit((int) bit);
    }
  }

  void addKeyId(String keyId) {
    keyIds.add(keyId);
  }

  void addSerial(long serial) {
    serials.add(serial);
  }

  void addRange(long first, long last) {
    ranges.add(new Range(first, last));
  }

  void addBits(long offset, BigInteger bits) {
    bitmaps.add(new Bits(offset, bits));
  }

  /// As in OpenSSH, a serial number of 0 means that the authority gave none, and revokes nothing.
  boolean holds(SshCertificate certificate) {
    if (keyIds.contains(certificate.keyId())) {
      return true;
    }
    long serial = certificate.serial();
    if (serial == 0) {
      return false;
    }
    boolean held = serials.contains(serial);
    for (int i = 0; !held && i < ranges.size(); i++) {
      held = ranges.get(i).holds(serial);
    }
    for (int i = 0; !held && i < bitmaps.size(); i++) {
      held = bitmaps.get(i).hold(serial);
    }
    return held;
  }
}
