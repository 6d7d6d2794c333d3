package dev.muster.ssh.key;

import dev.muster.ssh.data.ProtocolException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The three curves of RFC 5656 section 10.1: y² = x³ − 3x + b over a prime field (FIPS 186-4
/// appendix D.1.2).
final class Curve {
  static final Curve P256 =
      new Curve(
          KeyType.ECDSA_256,
          "nistp256",
          "1.2.840.10045.3.1.7",
          256,
          "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
          "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
          "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
          "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
          "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  static final Curve P384 =
      new Curve(
          KeyType.ECDSA_384,
          "nistp384",
          "1.3.132.0.34",
          384,
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "fffffffffffffffeffffffff0000000000000000ffffffff",
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
          "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe814112"
              + "0314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
          "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
              + "59f741e082542a385502f25dbf55296c3a545e3872760ab7",
          "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
              + "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f");

  static final Curve P521 =
      new Curve(
          KeyType.ECDSA_521,
          "nistp521",
          "1.3.132.0.35",
          521,
          "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
              + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
          "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
              + "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
          "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e1"
              + "56193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
          "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dba"
              + "a14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
          "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c"
              + "97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650");

  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";

  private final KeyType keyType;
  private final String wireName;
  private final String objectId;
  private final int fieldBytes;
  private final BigInteger prime;
  private final BigInteger order;
  private final BigInteger b;
  private final Point base;
  private final byte[] algorithm;

  /// A point that is not the one at infinity.
  private record Point(BigInteger x, BigInteger y) {}

  private Curve(
      KeyType keyType,
      String wireName,
      String objectId,
      int bits,
      String prime,
      String order,
      String b,
      String baseX,
      String baseY) {
    this.keyType = keyType;
    this.wireName = wireName;
    this.objectId = objectId;
    this.fieldBytes = (bits + 7) / 8;
    this.prime = new BigInteger(prime, 16);
    this.order = new BigInteger(order, 16);
    this.b = new BigInteger(b, 16);
    this.base = new Point(new BigInteger(baseX, 16), new BigInteger(baseY, 16));
    this.algorithm = Der.sequence(Der.objectId(EC_PUBLIC_KEY), Der.objectId(objectId));
  }

  static Curve of(KeyType type) {
    return switch (type) {
      case ECDSA_256 -> P256;
      case ECDSA_384 -> P384;
      case ECDSA_521 -> P521;
      case ED25519, RSA -> throw new IllegalArgumentException(type + " has no such curve");
    };
  }

  static Curve withObjectId(String objectId) throws Refusal {
    for (Curve curve : List.of(P256, P384, P521)) {
      if (curve.objectId.equals(objectId)) {
        return curve;
      }
    }
    throw Refusal.unsupported(
        "is an EC key over the curve "
            + objectId
            + ", which SSH does not use; make a key with ssh-keygen -t ed25519");
  }

  KeyType keyType() {
    return keyType;
  }

  /// Returns the name inside key blobs, such as `nistp256`.
  String wireName() {
    return wireName;
  }

  int bits() {
    return prime.bitLength();
  }

  /// Returns how many bytes a point takes in its uncompressed form.
  int pointBytes() {
    return 1 + 2 * fieldBytes;
  }

  /// Returns the group's order, above any private key and any half of a signature.
  BigInteger order() {
    return order;
  }

  /// Returns the DER of the algorithm as X.509 and PKCS#8 name it (RFC 5480).
  byte[] algorithm() {
    return algorithm.clone();
  }

  /// Checks that `point` is on the curve and in uncompressed form (SEC 1 section 2.3.4). A point
  /// off the curve would let a peer work in a group of its own choosing.
  void check(byte[] point) throws ProtocolException {
    if (point.length != pointBytes() || point[0] != 4) {
      throw new ProtocolException(
          "point of "
              + point.length
              + " bytes where an uncompressed one of "
              + pointBytes()
              + " is wanted");
    }
    BigInteger x = new BigInteger(1, point, 1, fieldBytes);
    BigInteger y = new BigInteger(1, point, 1 + fieldBytes, fieldBytes);
    if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
      throw new ProtocolException("point outside the field of " + wireName);
    }
    BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(b);
    if (y.multiply(y).subtract(right).mod(prime).signum() != 0) {
      throw new ProtocolException("point that is not on " + wireName);
    }
  }

  /// Returns the public point of a private key that was stored without it. Its time depends on the
  /// secret, so it is for loading a key and for nothing that a peer can measure.
  byte[] publicPoint(BigInteger secret) {
    @Nullable Point sum = null;
    for (int bit = secret.bitLength() - 1; bit >= 0; bit--) {
      sum = add(sum, sum);
      if (secret.testBit(bit)) {
        sum = add(sum, base);
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException("the private key is a multiple of the order");
    }
    byte[] point = new byte[pointBytes()];
    point[0] = 4;
    put(sum.x, point, 1);
    put(sum.y, point, 1 + fieldBytes);
    return point;
  }

  private @Nullable Point add(@Nullable Point one, @Nullable Point two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    BigInteger slope;
    if (!one.x.equals(two.x)) {
      slope = two.y.subtract(one.y).multiply(two.x.subtract(one.x).modInverse(prime));
    } else if (one.y.equals(two.y)) {
      BigInteger rise = one.x.multiply(one.x).subtract(BigInteger.ONE).multiply(THREE);
      slope = rise.multiply(one.y.shiftLeft(1).modInverse(prime));
    } else {
      return null;
    }
    BigInteger x = slope.multiply(slope).subtract(one.x).subtract(two.x).mod(prime);
    return new Point(x, slope.multiply(one.x.subtract(x)).subtract(one.y).mod(prime));
  }

  private void put(BigInteger number, byte[] to, int offset) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    int count = bytes.length - from;
    System.arraycopy(bytes, from, to, offset + fieldBytes - count, count);
    Arrays.fill(bytes, (byte) 0);
  }
}
