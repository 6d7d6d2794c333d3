package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A public key as SSH carries it (RFC 4253 section 6.6, RFC 5656, RFC 8332, RFC 8709).
///
/// What exists is well-formed: its numbers are in range and its point is on its curve. Immutable;
/// many threads may use one. Two are equal if their bytes on the wire are.
public final class SshPublicKey {

  /// The smallest RSA modulus that is taken, in bits; OpenSSH's `RequiredRSASize`.
  public static final int MIN_RSA_BITS = 1024;

  /// The largest RSA modulus that is taken, in bits. Above it one signature costs seconds.
  public static final int MAX_RSA_BITS = 16_384;

  private static final int MAX_RSA_EXPONENT_BITS = 64;
  private static final int MAX_BLOB_BYTES = 4096;
  private static final int ED25519_BYTES = 32;
  private static final byte[] ED25519_X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final KeyType type;
  private final byte[] blob;
  private final int bits;
  private final BigInteger modulus;
  private final BigInteger exponent;

  private SshPublicKey(KeyType type, byte[] blob, int bits) {
    this(type, blob, bits, BigInteger.ZERO, BigInteger.ZERO);
  }

  private SshPublicKey(
      KeyType type, byte[] blob, int bits, BigInteger modulus, BigInteger exponent) {
    this.type = type;
    this.blob = blob;
    this.bits = bits;
    this.modulus = modulus;
    this.exponent = exponent;
  }

  /// Reads a key in its form on the wire. The array is copied.
  public static SshPublicKey parse(byte[] blob) throws ProtocolException {
    if (blob.length > MAX_BLOB_BYTES) {
      throw new ProtocolException(
          "public key of " + blob.length + " bytes where at most " + MAX_BLOB_BYTES + " fit");
    }
    byte[] own = blob.clone();
    SshReader reader = new SshReader(own);
    String name = reader.readName();
    KeyType type = KeyType.named(name).orElse(null);
    if (type == null) {
      throw new ProtocolException(
          "public key is of unknown type "
              + SignatureAlgorithm.printable(name.substring(0, Math.min(64, name.length()))));
    }
    SshPublicKey key =
        switch (type) {
          case ED25519 -> edwards(own, reader);
          case ECDSA_256, ECDSA_384, ECDSA_521 -> ecdsa(type, own, reader);
          case RSA -> rsa(own, reader);
        };
    reader.expectEnd(name + " key");
    return key;
  }

  /// Reads the fields of a key of that type where they stand inside something else: a certificate
  /// has them after its nonce (`PROTOCOL.certkeys`).
  static SshPublicKey readFields(KeyType type, SshReader reader) throws ProtocolException {
    int from = reader.position();
    int count = type == KeyType.ED25519 ? 1 : 2;
    for (int i = 0; i < count; i++) {
      reader.skip(reader.readLength());
    }
    int length = reader.position() - from;
    if (length > MAX_BLOB_BYTES) {
      throw new ProtocolException(
          "public key of " + length + " bytes where at most " + MAX_BLOB_BYTES + " fit");
    }
    SshWriter writer = new SshWriter(length + 32).putString(type.wireName());
    return parse(writer.putBytes(reader.array(), from, length).toBytes());
  }

  /// Reads a line of a public key file: type, Base64 and perhaps a comment, which is left out.
  public static SshPublicKey parseLine(String line) throws ProtocolException {
    String[] fields = fields(line);
    SshPublicKey key = parse(blob(fields));
    if (!key.type.wireName().equals(fields[0])) {
      throw new ProtocolException(
          "public key line that says "
              + SignatureAlgorithm.printable(fields[0])
              + " and holds a key of type "
              + key.type);
    }
    return key;
  }

  /// Returns the type, the Base64 and perhaps the comment of a line.
  static String[] fields(String line) throws ProtocolException {
    String[] fields = line.strip().split("[ \t]+", 3);
    if (fields.length < 2) {
      throw new ProtocolException("public key line without the two fields: type and Base64");
    }
    return fields;
  }

  /// Returns what the Base64 among the fields stands for.
  static byte[] blob(String[] fields) throws ProtocolException {
    try {
      return Base64.getDecoder().decode(fields[1].getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("public key line whose second field is not Base64", e);
    }
  }

  static SshPublicKey ofEd25519(byte[] point) throws ProtocolException {
    return parse(
        new SshWriter(64).putString(KeyType.ED25519.wireName()).putString(point).toBytes());
  }

  static SshPublicKey ofPoint(Curve curve, byte[] point) throws ProtocolException {
    SshWriter writer = new SshWriter(192);
    writer.putString(curve.keyType().wireName()).putString(curve.wireName()).putString(point);
    return parse(writer.toBytes());
  }

  static SshPublicKey ofRsa(BigInteger modulus, BigInteger exponent) throws ProtocolException {
    SshWriter writer = new SshWriter(600).putString(KeyType.RSA.wireName());
    return parse(writer.putBigInteger(exponent).putBigInteger(modulus).toBytes());
  }

  private static SshPublicKey edwards(byte[] blob, SshReader reader) throws ProtocolException {
    int length = reader.readLength();
    if (length != ED25519_BYTES) {
      throw new ProtocolException("ssh-ed25519 key of " + length + " bytes where 32 are wanted");
    }
    reader.skip(length);
    return new SshPublicKey(KeyType.ED25519, blob, 256);
  }

  private static SshPublicKey ecdsa(KeyType type, byte[] blob, SshReader reader)
      throws ProtocolException {
    Curve curve = Curve.of(type);
    String name = new String(reader.readString(16), StandardCharsets.ISO_8859_1);
    if (!name.equals(curve.wireName())) {
      throw new ProtocolException(
          type + " key over " + SignatureAlgorithm.printable(name) + ", not " + curve.wireName());
    }
    curve.check(reader.readString(curve.pointBytes()));
    return new SshPublicKey(type, blob, curve.bits());
  }

  private static SshPublicKey rsa(byte[] blob, SshReader reader) throws ProtocolException {
    BigInteger exponent = Numbers.readPositive(reader, MAX_RSA_EXPONENT_BITS);
    BigInteger modulus = Numbers.readPositive(reader, MAX_RSA_BITS);
    int bits = modulus.bitLength();
    if (bits < MIN_RSA_BITS) {
      throw new ProtocolException(
          "RSA key of " + bits + " bits where at least " + MIN_RSA_BITS + " are wanted");
    }
    if (!exponent.testBit(0) || exponent.bitLength() < 2 || !modulus.testBit(0)) {
      throw new ProtocolException("RSA key whose exponent or modulus is 1 or even");
    }
    return new SshPublicKey(KeyType.RSA, blob, bits, modulus, exponent);
  }

  /// Returns its type.
  public KeyType type() {
    return type;
  }

  /// Returns its size in bits: of the modulus for RSA, of the curve otherwise.
  public int bits() {
    return bits;
  }

  /// Returns a copy of its form on the wire.
  public byte[] blob() {
    return blob.clone();
  }

  /// Returns whether its form on the wire is these bytes.
  public boolean hasBlob(byte[] other) {
    return Arrays.equals(blob, other);
  }

  /// Writes its form on the wire as a `string`.
  public void writeTo(SshWriter writer) {
    writer.putString(blob);
  }

  /// Returns the names of the signature algorithms it may be used with, the preferred one first.
  public List<String> algorithms() {
    return type.algorithms();
  }

  /// Returns its fingerprint as OpenSSH shows it: `SHA256:` and Base64 without padding.
  public String fingerprint() {
    return fingerprint(blob);
  }

  /// Returns the fingerprint of a key in its form on the wire, which need not be one that is
  /// supported.
  public static String fingerprint(byte[] blob) {
    byte[] digest = Crypto.system().digest("SHA-256").digest(blob);
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
  }

  /// Returns the line of a public key file for it, without a line end. An empty comment is left
  /// out.
  public String line(String comment) {
    if (comment.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("a key's comment is one line of text");
    }
    String line = type.wireName() + " " + Base64.getEncoder().encodeToString(blob);
    return comment.isEmpty() ? line : line + " " + comment;
  }

  /// Returns whether `signature` is this key's over `data`, by exactly the algorithm that was
  /// agreed.
  ///
  /// Fails if the agreed algorithm is not one of this key's, if the signature names another one, or
  /// if it is not well-formed: the peer breaks the protocol in each case.
  public boolean verify(Crypto crypto, String algorithm, byte[] data, byte[] signature)
      throws ProtocolException {
    SignatureAlgorithm agreed = SignatureAlgorithm.named(algorithm);
    if (agreed == null || agreed.keyType() != type) {
      throw new ProtocolException(
          "key is of type "
              + type
              + " where "
              + SignatureAlgorithm.printable(algorithm)
              + " was agreed");
    }
    byte[] value = agreed.fromWire(signature, (bits + 7) / 8);
    try {
      Signature verifier = crypto.signature(agreed.providerName());
      verifier.initVerify(providerKey(crypto));
      verifier.update(data);
      return verifier.verify(value);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException | ProviderException e) {
      throw new ProtocolException(type + " key is refused: " + e.getMessage(), e);
    }
  }

  private PublicKey providerKey(Crypto crypto) throws GeneralSecurityException {
    return switch (type) {
      case ED25519 -> {
        byte[] x509 = Arrays.copyOf(ED25519_X509, ED25519_X509.length + ED25519_BYTES);
        int from = blob.length - ED25519_BYTES;
        System.arraycopy(blob, from, x509, ED25519_X509.length, ED25519_BYTES);
        yield crypto.keyFactory("EdDSA").generatePublic(new X509EncodedKeySpec(x509));
      }
      case ECDSA_256, ECDSA_384, ECDSA_521 -> {
        Curve curve = Curve.of(type);
        byte[] bitString = new byte[1 + curve.pointBytes()];
        int from = blob.length - curve.pointBytes();
        System.arraycopy(blob, from, bitString, 1, curve.pointBytes());
        byte[] x509 = Der.sequence(curve.algorithm(), Der.value(Der.BIT_STRING, bitString));
        yield crypto.keyFactory("EC").generatePublic(new X509EncodedKeySpec(x509));
      }
      case RSA -> crypto.keyFactory("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    };
  }

  /// Returns the RSA numbers, modulus first, or nothing for other types.
  Optional<List<BigInteger>> rsaNumbers() {
    return type == KeyType.RSA ? Optional.of(List.of(modulus, exponent)) : Optional.empty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SshPublicKey key && Arrays.equals(blob, key.blob);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(blob);
  }

  /// Returns type and fingerprint, such as `ssh-ed25519 SHA256:…`.
  @Override
  public String toString() {
    return type + " " + fingerprint();
  }
}
