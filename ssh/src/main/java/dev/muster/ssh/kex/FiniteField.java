package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/// Diffie-Hellman over the integers modulo a safe prime (RFC 4253 section 8, RFC 8268): the
/// `diffie-hellman-group…` methods, and what a group exchange goes on with.
///
/// Shares are `mpint`s on the wire, which look like the `string`s of the other methods. The private
/// exponent has 512 bits: in a group of a safe prime that is as good as a full one against an
/// attacker of 256 bits, and several times cheaper.
final class FiniteField implements KexMethod {

  static final FiniteField GROUP14_SHA256 = rfc3526(2048, "SHA-256");
  static final FiniteField GROUP16_SHA512 = rfc3526(4096, "SHA-512");
  static final FiniteField GROUP18_SHA512 = rfc3526(8192, "SHA-512");

  /// With a digest that is broken for signatures and not known to be for this; offered only by
  /// name.
  static final FiniteField GROUP14_SHA1 = rfc3526(2048, "SHA-1");

  private static final int EXPONENT_BITS = 512;

  private final BigInteger p;
  private final BigInteger g;
  private final String digest;
  private final int init;
  private final int reply;
  private final byte[] terms;
  private final boolean known;

  private FiniteField(
      BigInteger p, BigInteger g, String digest, int init, int reply, byte[] terms, boolean known) {
    this.p = p;
    this.g = g;
    this.digest = digest;
    this.init = init;
    this.reply = reply;
    this.terms = terms;
    this.known = known;
  }

  private static FiniteField rfc3526(int bits, String digest) {
    return new FiniteField(
        ModpGroups.prime(bits), BigInteger.TWO, digest, INIT, REPLY, new byte[0], true);
  }

  /// Returns the method over a group that was agreed in a group exchange.
  ///
  /// @param terms what the exchange hash has of that, between host key and shares
  /// @param known whether the group is known to be sound; if not, that is found out before it is
  ///   used
  static FiniteField ofGroup(BigInteger p, BigInteger g, byte[] terms, boolean known) {
    return new FiniteField(p, g, "SHA-256", GroupExchange.INIT, GroupExchange.REPLY, terms, known);
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public boolean isCheap() {
    return false;
  }

  @Override
  public boolean isSlow() {
    return true;
  }

  @Override
  public int init() {
    return init;
  }

  @Override
  public int reply() {
    return reply;
  }

  @Override
  public byte[] terms() {
    return terms;
  }

  @Override
  public ClientShare begin(Crypto crypto) throws GeneralSecurityException {
    if (!known) {
      SafePrimes.check(p);
    }
    BigInteger exponent = exponent(crypto.random());
    byte[] share = g.modPow(exponent, p).toByteArray();
    return new ClientShare() {
      @Override
      public byte[] share() {
        return share;
      }

      @Override
      public byte[] secret(byte[] serverShare) throws ProtocolException {
        return agree(exponent, serverShare);
      }
    };
  }

  @Override
  public ServerShare answer(byte[] clientShare, Crypto crypto) throws ProtocolException {
    BigInteger exponent = exponent(crypto.random());
    byte[] secret = agree(exponent, clientShare);
    return new ServerShare(g.modPow(exponent, p).toByteArray(), secret);
  }

  private static BigInteger exponent(SecureRandom random) {
    return new BigInteger(EXPONENT_BITS, random).setBit(EXPONENT_BITS - 1);
  }

  private byte[] agree(BigInteger exponent, byte[] theirs) throws ProtocolException {
    byte[] secret = inside(theirs).modPow(exponent, p).toByteArray();
    SshWriter writer = new SshWriter(secret.length + 4).putString(secret);
    byte[] encoded = writer.toBytes();
    writer.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }

  /// Reads a share. 0, 1 and p − 1 lie in groups of one or two elements, so that an attacker in the
  /// middle would know the secret; RFC 4253 section 8 forbids 0 and below and p and above.
  private BigInteger inside(byte[] share) throws ProtocolException {
    boolean shortest = share.length > 0 && (share.length == 1 || share[0] != 0 || share[1] < 0);
    if (shortest && share.length <= p.bitLength() / 8 + 1) {
      BigInteger value = new BigInteger(share);
      if (value.compareTo(BigInteger.ONE) > 0 && value.compareTo(p.subtract(BigInteger.ONE)) < 0) {
        return value;
      }
    }
    throw new ProtocolException(
        "Diffie-Hellman share that is no number from 2 to p - 2 of a group of "
            + p.bitLength()
            + " bits");
  }
}
