package dev.muster.ssh.key;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A way to sign, and the two forms of its signatures: SSH's and that of the cryptography
/// providers.
enum SignatureAlgorithm {
  ED25519("ssh-ed25519", "EdDSA", KeyType.ED25519),
  ECDSA_256("ecdsa-sha2-nistp256", "SHA256withECDSA", KeyType.ECDSA_256),
  ECDSA_384("ecdsa-sha2-nistp384", "SHA384withECDSA", KeyType.ECDSA_384),
  ECDSA_521("ecdsa-sha2-nistp521", "SHA512withECDSA", KeyType.ECDSA_521),
  RSA_512("rsa-sha2-512", "SHA512withRSA", KeyType.RSA),
  RSA_256("rsa-sha2-256", "SHA256withRSA", KeyType.RSA),

  /// Forgeable by whoever can afford a collision of SHA-1: no key has it among its own algorithms,
  /// so that it is used only where somebody asked for it by name.
  RSA_SHA1("ssh-rsa", "SHA1withRSA", KeyType.RSA);

  static final int ED25519_BYTES = 64;

  private final String wireName;
  private final String providerName;
  private final KeyType keyType;

  SignatureAlgorithm(String wireName, String providerName, KeyType keyType) {
    this.wireName = wireName;
    this.providerName = providerName;
    this.keyType = keyType;
  }

  /// Returns the algorithm with that name in the protocol, or null.
  static @Nullable SignatureAlgorithm named(String wireName) {
    return switch (wireName) {
      case "ssh-ed25519" -> ED25519;
      case "ecdsa-sha2-nistp256" -> ECDSA_256;
      case "ecdsa-sha2-nistp384" -> ECDSA_384;
      case "ecdsa-sha2-nistp521" -> ECDSA_521;
      case "rsa-sha2-512" -> RSA_512;
      case "rsa-sha2-256" -> RSA_256;
      case "ssh-rsa" -> RSA_SHA1;
      default -> null;
    };
  }

  /// Returns the name by which the providers of cryptography know it.
  String providerName() {
    return providerName;
  }

  KeyType keyType() {
    return keyType;
  }

  /// Takes a signature out of SSH's form. `size` is the RSA modulus in bytes.
  ///
  /// The name inside must be this algorithm's: otherwise a peer could answer an agreed SHA-2
  /// signature with one that is easier to forge.
  byte[] fromWire(byte[] signature, int size) throws ProtocolException {
    SshReader reader = new SshReader(signature);
    int length = reader.readLength();
    int from = reader.position();
    if (!isNamed(signature, from, length)) {
      String name = new String(signature, from, Math.min(length, 64), StandardCharsets.US_ASCII);
      throw new ProtocolException(
          "signature is of " + printable(name) + " where " + wireName + " is wanted");
    }
    reader.skip(length);
    SshReader value = reader.readNested();
    reader.expectEnd("signature");
    return switch (this) {
      case ED25519 -> edwards(value);
      case ECDSA_256, ECDSA_384, ECDSA_521 -> ecdsa(value);
      case RSA_512, RSA_256, RSA_SHA1 -> rsa(value, size);
    };
  }

  private boolean isNamed(byte[] bytes, int from, int length) {
    boolean same = length == wireName.length();
    for (int i = 0; same && i < length; i++) {
      same = bytes[from + i] == wireName.charAt(i);
    }
    return same;
  }

  /// Puts a signature made by a provider of cryptography into SSH's form.
  byte[] toWire(byte[] signature) throws Refusal {
    SshWriter writer = new SshWriter(32 + signature.length);
    writer.putString(wireName);
    return switch (this) {
      case ED25519, RSA_512, RSA_256, RSA_SHA1 -> writer.putString(signature).toBytes();
      case ECDSA_256, ECDSA_384, ECDSA_521 -> {
        Der halves = new Der(signature).sequence();
        SshWriter value = new SshWriter(160);
        value.putBigInteger(halves.integer()).putBigInteger(halves.integer());
        yield writer.putString(value).toBytes();
      }
    };
  }

  private static byte[] edwards(SshReader value) throws ProtocolException {
    if (value.remaining() != ED25519_BYTES) {
      throw new ProtocolException(
          "ssh-ed25519 signature of " + value.remaining() + " bytes where 64 are wanted");
    }
    return value.readBytes(ED25519_BYTES);
  }

  private byte[] ecdsa(SshReader value) throws ProtocolException {
    BigInteger order = Curve.of(keyType).order();
    BigInteger r = half(value, order);
    BigInteger s = half(value, order);
    value.expectEnd(wireName + " signature");
    return Der.sequence(Der.integer(r), Der.integer(s));
  }

  private BigInteger half(SshReader value, BigInteger order) throws ProtocolException {
    BigInteger half = Numbers.readPositive(value, order.bitLength());
    if (half.compareTo(order) >= 0) {
      throw new ProtocolException(wireName + " signature with a number above the curve's order");
    }
    return half;
  }

  /// Widens a signature whose leading zeros were left out, as some servers do.
  private byte[] rsa(SshReader value, int size) throws ProtocolException {
    int count = value.remaining();
    if (count == 0 || count > size) {
      throw new ProtocolException(
          wireName + " signature of " + count + " bytes with a key of " + size);
    }
    byte[] wide = new byte[size];
    System.arraycopy(value.array(), value.position(), wide, size - count, count);
    return wide;
  }

  /// Returns a name that a peer sent with all but plain characters replaced.
  static String printable(String name) {
    StringBuilder shown = new StringBuilder(name.length());
    name.chars().forEach(c -> shown.append(c > ' ' && c < 0x7f ? (char) c : '?'));
    return shown.toString();
  }
}
