package dev.muster.ssh.key;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.math.BigInteger;

/// Reads the numbers of keys and signatures.
final class Numbers {

  private Numbers() {}

  /// Reads an `mpint` above 0, in its shortest form (RFC 4251 section 5) and of at most `bits`
  /// bits.
  static BigInteger readPositive(SshReader reader, int bits) throws ProtocolException {
    byte[] value = reader.readString(bits / 8 + 1);
    boolean padded = value.length > 1 && value[0] == 0 && value[1] >= 0;
    if (value.length == 0 || value[0] < 0 || padded) {
      throw new ProtocolException("number that is not above 0 or not in its shortest form");
    }
    BigInteger number = new BigInteger(value);
    if (number.signum() == 0 || number.bitLength() > bits) {
      throw new ProtocolException(
          "number of " + number.bitLength() + " bits where 1 to " + bits + " are wanted");
    }
    return number;
  }
}
