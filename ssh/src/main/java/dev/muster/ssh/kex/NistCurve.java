package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/// `ecdh-sha2-nistp256`, `-nistp384` and `-nistp521` (RFC 5656 section 4), with uncompressed
/// points.
final class NistCurve implements KexMethod {

  static final NistCurve P256 = new NistCurve("P-256", "secp256r1", 32, "SHA-256");
  static final NistCurve P384 = new NistCurve("P-384", "secp384r1", 48, "SHA-384");
  static final NistCurve P521 = new NistCurve("P-521", "secp521r1", 66, "SHA-512");

  private static final byte UNCOMPRESSED = 4;

  private final String name;
  private final String providerName;
  private final int coordinate;
  private final String digest;

  private NistCurve(String name, String providerName, int coordinate, String digest) {
    this.name = name;
    this.providerName = providerName;
    this.coordinate = coordinate;
    this.digest = digest;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public boolean isCheap() {
    return true;
  }

  @Override
  public ClientShare begin(Crypto crypto) throws GeneralSecurityException {
    KeyPair pair = pair(crypto);
    byte[] share = share(pair);
    return new ClientShare() {
      @Override
      public byte[] share() {
        return share;
      }

      @Override
      public byte[] secret(byte[] serverShare) throws GeneralSecurityException, ProtocolException {
        return agree(pair, serverShare, crypto);
      }
    };
  }

  @Override
  public ServerShare answer(byte[] clientShare, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    KeyPair pair = pair(crypto);
    return new ServerShare(share(pair), agree(pair, clientShare, crypto));
  }

  private KeyPair pair(Crypto crypto) throws GeneralSecurityException {
    KeyPairGenerator generator = crypto.keyPairs("EC");
    generator.initialize(new ECGenParameterSpec(providerName));
    return generator.generateKeyPair();
  }

  private byte[] share(KeyPair pair) {
    ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
    byte[] share = new byte[1 + 2 * coordinate];
    share[0] = UNCOMPRESSED;
    place(point.getAffineX(), share, 1);
    place(point.getAffineY(), share, 1 + coordinate);
    return share;
  }

  private byte[] agree(KeyPair pair, byte[] theirs, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    ECParameterSpec curve = ((ECPublicKey) pair.getPublic()).getParams();
    ECPoint point = point(theirs, curve);
    KeyAgreement agreement = crypto.agreement("ECDH");
    PrivateKey ours = pair.getPrivate();
    agreement.init(ours);
    agreement.doPhase(
        crypto.keyFactory("EC").generatePublic(new ECPublicKeySpec(point, curve)), true);
    byte[] secret = agreement.generateSecret();
    SshWriter writer = new SshWriter(coordinate + 5).putUnsigned(secret);
    byte[] encoded = writer.toBytes();
    writer.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }

  /// Reads a point and checks that it lies on the curve: a point of another curve would leak our
  /// private share piece by piece (the invalid-curve attack), so the provider is not relied on for
  /// it.
  private ECPoint point(byte[] share, ECParameterSpec curve) throws ProtocolException {
    int bytes = 1 + 2 * coordinate;
    if (share.length != bytes || share[0] != UNCOMPRESSED) {
      throw new ProtocolException(name + " share is no uncompressed point of " + bytes + " bytes");
    }
    BigInteger x = new BigInteger(1, share, 1, coordinate);
    BigInteger y = new BigInteger(1, share, 1 + coordinate, coordinate);
    BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger right =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
      throw new ProtocolException(name + " share does not lie on the curve");
    }
    return new ECPoint(x, y);
  }

  private void place(BigInteger value, byte[] target, int at) {
    byte[] bytes = value.toByteArray();
    int from = Math.max(0, bytes.length - coordinate);
    int count = bytes.length - from;
    System.arraycopy(bytes, from, target, at + coordinate - count, count);
  }
}
