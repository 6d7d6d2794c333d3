package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Private keys in PKCS#8 (RFC 5958), the one form in which they are kept: takes them apart, checks
/// their numbers and puts them together.
final class Pkcs8 {

  static final String ED25519 = "1.3.101.112";
  static final String EC = "1.2.840.10045.2.1";
  static final String RSA = "1.2.840.113549.1.1.1";
  private static final String DSA = "1.2.840.10040.4.1";

  static final int SEED_BYTES = 32;
  private static final int CONTEXT_0 = 0xa0;
  private static final int CONTEXT_1 = 0xa1;
  private static final byte[] ED25519_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  /// The numbers of an RSA private key.
  record Rsa(
      BigInteger modulus, BigInteger exponent, BigInteger secret, BigInteger p, BigInteger q) {

    /// Returns q⁻¹ mod p.
    BigInteger coefficient() throws Refusal {
      try {
        return q.modInverse(p);
      } catch (ArithmeticException e) {
        throw new Refusal(
            KeyFileException.Problem.DAMAGED, "holds RSA numbers that do not fit together", e);
      }
    }

    /// Does not show the secret ones.
    @Override
    public String toString() {
      return "RSA private key of " + modulus.bitLength() + " bits";
    }
  }

  private Pkcs8() {}

  /// Reads an unencrypted key of any supported type. The caller keeps and wipes the array.
  static SshPrivateKey read(byte[] der, Crypto crypto) throws Refusal, ProtocolException {
    Der outer = new Der(der);
    Der key = outer.sequence();
    outer.expectEnd();
    key.smallInteger(1);
    Der algorithm = key.sequence();
    String type = algorithm.objectId();
    byte[] inside = key.octets();
    try {
      return switch (type) {
        case ED25519 -> ed25519(new Der(inside).octets(), null, crypto);
        case EC -> readEc(new Der(inside), Curve.withObjectId(algorithm.objectId()), crypto);
        case RSA -> rsa(readRsa(new Der(inside)), crypto);
        case DSA -> throw dsa();
        default ->
            throw Refusal.unsupported(
                "is a key of the algorithm "
                    + type
                    + ", which is not supported; make a key with ssh-keygen -t ed25519");
      };
    } finally {
      Arrays.fill(inside, (byte) 0);
    }
  }

  static Refusal dsa() {
    return Refusal.unsupported(
        "is a DSA key, which no current SSH server takes; make one with ssh-keygen -t ed25519");
  }

  /// Reads an EC key (RFC 5915), whose curve may be named inside or outside.
  static SshPrivateKey readEc(Der der, @Nullable Curve named, Crypto crypto)
      throws Refusal, ProtocolException {
    Der key = der.sequence();
    der.expectEnd();
    if (key.smallInteger(1) != 1) {
      throw Refusal.damaged("is an EC key of an unknown version");
    }
    byte[] secret = key.octets();
    try {
      Curve curve = named;
      if (key.nextIs(CONTEXT_0)) {
        Curve inside = Curve.withObjectId(key.nested(CONTEXT_0).objectId());
        if (curve != null && curve != inside) {
          throw Refusal.damaged("is an EC key that names two curves");
        }
        curve = inside;
      }
      if (curve == null) {
        throw Refusal.damaged("is an EC key that names no curve");
      }
      byte[] point = key.nextIs(CONTEXT_1) ? key.nested(CONTEXT_1).bits() : null;
      key.expectEnd();
      return ec(curve, new BigInteger(1, secret), point, crypto);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// Reads an RSA key (RFC 8017 appendix A.1.2).
  static Rsa readRsa(Der der) throws Refusal {
    Der key = der.sequence();
    der.expectEnd();
    if (key.smallInteger(1) != 0) {
      throw Refusal.unsupported("is an RSA key of more than two primes, which is not supported");
    }
    Rsa rsa = new Rsa(key.integer(), key.integer(), key.integer(), key.integer(), key.integer());
    key.integer();
    key.integer();
    key.integer();
    key.expectEnd();
    return rsa;
  }

  /// Makes an Ed25519 key of its seed, and of its public half if that is known. Copies what it
  /// keeps.
  static SshPrivateKey ed25519(byte[] seed, byte @Nullable [] point, Crypto crypto)
      throws Refusal, ProtocolException {
    if (seed.length != SEED_BYTES) {
      throw Refusal.damaged("is an Ed25519 key of " + seed.length + " bytes where 32 are wanted");
    }
    SshPublicKey publicKey = SshPublicKey.ofEd25519(point == null ? publicPoint(seed) : point);
    byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + SEED_BYTES);
    System.arraycopy(seed, 0, encoded, ED25519_PREFIX.length, SEED_BYTES);
    return SshPrivateKey.of(publicKey, encoded, crypto);
  }

  static byte[] seed(byte[] encoded) {
    return Arrays.copyOfRange(encoded, ED25519_PREFIX.length, encoded.length);
  }

  /// Makes an ECDSA key of its secret number, and of its public point if that is known.
  static SshPrivateKey ec(Curve curve, BigInteger secret, byte @Nullable [] point, Crypto crypto)
      throws Refusal, ProtocolException {
    if (secret.signum() <= 0 || secret.compareTo(curve.order()) >= 0) {
      throw Refusal.damaged("holds a secret number outside the range of " + curve.wireName());
    }
    SshPublicKey publicKey =
        SshPublicKey.ofPoint(curve, point == null ? curve.publicPoint(secret) : point);
    byte[] fixed = new byte[(curve.order().bitLength() + 7) / 8];
    byte[] number = secret.toByteArray();
    int from = number[0] == 0 ? 1 : 0;
    int count = number.length - from;
    System.arraycopy(number, from, fixed, fixed.length - count, count);
    byte[] version = Der.integer(BigInteger.ONE);
    byte[] key = Der.sequence(version, Der.value(Der.OCTET_STRING, fixed));
    byte[] encoded = wrapped(curve.algorithm(), key);
    Arrays.fill(fixed, (byte) 0);
    Arrays.fill(number, (byte) 0);
    return SshPrivateKey.of(publicKey, encoded, crypto);
  }

  static BigInteger ecSecret(byte[] encoded) throws Refusal {
    Der key = inside(encoded).sequence();
    key.skip();
    return new BigInteger(1, key.octets());
  }

  /// Makes an RSA key of its numbers, which must fit together.
  static SshPrivateKey rsa(Rsa rsa, Crypto crypto) throws Refusal, ProtocolException {
    SshPublicKey publicKey = SshPublicKey.ofRsa(rsa.modulus, rsa.exponent);
    boolean factors =
        rsa.p.compareTo(BigInteger.TWO) > 0
            && rsa.q.compareTo(BigInteger.TWO) > 0
            && rsa.p.multiply(rsa.q).equals(rsa.modulus);
    boolean inRange = rsa.secret.signum() > 0 && rsa.secret.compareTo(rsa.modulus) < 0;
    if (!factors || !inRange) {
      throw Refusal.damaged("holds RSA numbers that do not fit together");
    }
    byte[] key =
        Der.sequence(
            Der.integer(BigInteger.ZERO),
            Der.integer(rsa.modulus),
            Der.integer(rsa.exponent),
            Der.integer(rsa.secret),
            Der.integer(rsa.p),
            Der.integer(rsa.q),
            Der.integer(rsa.secret.mod(rsa.p.subtract(BigInteger.ONE))),
            Der.integer(rsa.secret.mod(rsa.q.subtract(BigInteger.ONE))),
            Der.integer(rsa.coefficient()));
    byte[] algorithm = Der.sequence(Der.objectId(RSA), Der.value(Der.NULL));
    return SshPrivateKey.of(publicKey, wrapped(algorithm, key), crypto);
  }

  static Rsa rsaNumbers(byte[] encoded) throws Refusal {
    return readRsa(inside(encoded));
  }

  /// Wraps a key of one type, which is wiped.
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    byte[] octets = Der.value(Der.OCTET_STRING, key);
    byte[] encoded = Der.sequence(Der.integer(BigInteger.ZERO), algorithm, octets);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(octets, (byte) 0);
    return encoded;
  }

  private static Der inside(byte[] encoded) throws Refusal {
    Der key = new Der(encoded).sequence();
    key.skip();
    key.skip();
    return key.nested(Der.OCTET_STRING);
  }

  /// Returns the public half of an Ed25519 seed.
  ///
  /// No provider derives it by name, but the JDK's generator takes the seed from its source of
  /// randomness, so it is given one that answers with the seed. Should a later JDK draw otherwise,
  /// the check of the halves refuses the key.
  private static byte[] publicPoint(byte[] seed) throws Refusal {
    try {
      KeyPairGenerator generator = Crypto.jdk().keyPairs("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
      byte[] x509 = generator.generateKeyPair().getPublic().getEncoded();
      return Arrays.copyOfRange(x509, x509.length - SEED_BYTES, x509.length);
    } catch (GeneralSecurityException e) {
      throw new Refusal(
          KeyFileException.Problem.UNSUPPORTED, "is an Ed25519 key, which this Java lacks", e);
    }
  }

  /// A source that answers with given bytes instead of random ones.
  private static final class FixedRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final byte[] answer;

    FixedRandom(byte[] answer) {
      this.answer = answer;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(answer, 0, bytes, 0, bytes.length);
    }
  }
}
