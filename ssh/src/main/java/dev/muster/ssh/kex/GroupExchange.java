package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;

/// `diffie-hellman-group-exchange-sha256` (RFC 4419): the server chooses the group, within sizes
/// that the client asks for, and a [FiniteField] over it goes on.
public final class GroupExchange implements KexMethod {

  /// `SSH_MSG_KEX_DH_GEX_GROUP`.
  public static final int GROUP = 31;

  /// `SSH_MSG_KEX_DH_GEX_REQUEST`.
  public static final int REQUEST = 34;

  static final int INIT = 32;
  static final int REPLY = 33;

  static final GroupExchange METHOD = new GroupExchange();

  /// RFC 8270: groups below 2048 bits are within reach of an attacker with means.
  private static final int LEAST = 2048;

  private static final int WANTED = 3072;
  private static final int MOST = 8192;

  private GroupExchange() {}

  /// What a server answers a request with.
  public static final class Chosen {
    private final KexMethod method;
    private final byte[] message;

    private Chosen(KexMethod method, byte[] message) {
      this.method = method;
      this.message = message;
    }

    /// Returns how the exchange goes on.
    public KexMethod method() {
      return method;
    }

    /// Returns the message with the group, to be sent.
    public byte[] message() {
      return message;
    }
  }

  @Override
  public String digest() {
    return "SHA-256";
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
  public byte[] request() {
    return new SshWriter(16).putByte(REQUEST).putInt(LEAST).putInt(WANTED).putInt(MOST).toBytes();
  }

  @Override
  public KexMethod withGroup(SshReader body) throws ProtocolException {
    byte[] p = body.readString();
    byte[] g = body.readString();
    body.expectEnd("the group");
    BigInteger modulus = number(p);
    BigInteger generator = number(g);
    int bits = modulus.bitLength();
    if (modulus.signum() < 0 || bits < LEAST || bits > MOST || !modulus.testBit(0)) {
      throw new ProtocolException(
          "chose a group of %d bits, %s; positive odd ones of %d to %d were asked for"
              .formatted(bits, kind(modulus), LEAST, MOST));
    }
    if (generator.compareTo(BigInteger.ONE) <= 0
        || generator.compareTo(modulus.subtract(BigInteger.ONE)) >= 0) {
      throw new ProtocolException("chose a generator that is no number from 2 to p - 2");
    }
    byte[] terms =
        terms(new SshWriter(32 + p.length).putInt(LEAST).putInt(WANTED).putInt(MOST), p, g);
    return FiniteField.ofGroup(modulus, generator, terms, false);
  }

  /// Chooses the group for a client's request, for a server: the one of RFC 3526 that is next to
  /// what is wanted.
  ///
  /// @param body the request after its number
  /// @throws ProtocolException if there is none within the limits asked for
  public static Chosen choose(SshReader body) throws ProtocolException {
    int least = body.readInt();
    int wanted = body.readInt();
    int most = body.readInt();
    body.expectEnd("the request for a group");
    int bits = 0;
    for (int size : new int[] {8192, 4096, 2048}) {
      if (size >= least && size <= most && (bits == 0 || size >= wanted)) {
        bits = size;
      }
    }
    if (bits == 0) {
      throw new ProtocolException(
          "asked for a group of " + least + " to " + most + " bits, which is not there");
    }
    BigInteger modulus = ModpGroups.prime(bits);
    byte[] p = modulus.toByteArray();
    byte[] g = BigInteger.TWO.toByteArray();
    byte[] terms =
        terms(new SshWriter(32 + p.length).putInt(least).putInt(wanted).putInt(most), p, g);
    byte[] message =
        new SshWriter(16 + p.length).putByte(GROUP).putString(p).putString(g).toBytes();
    return new Chosen(FiniteField.ofGroup(modulus, BigInteger.TWO, terms, true), message);
  }

  @Override
  public ClientShare begin(Crypto crypto) {
    throw new IllegalStateException("no share before the group is known");
  }

  @Override
  public ServerShare answer(byte[] clientShare, Crypto crypto) throws ProtocolException {
    throw new ProtocolException("a share before the group was asked for");
  }

  private static String kind(BigInteger modulus) {
    if (modulus.signum() < 0) {
      return "negative";
    }
    return modulus.testBit(0) ? "odd" : "even";
  }

  private static byte[] terms(SshWriter sizes, byte[] p, byte[] g) {
    return sizes.putString(p).putString(g).toBytes();
  }

  private static BigInteger number(byte[] mpint) throws ProtocolException {
    if (mpint.length == 0 || mpint.length > MOST / 8 + 1) {
      throw new ProtocolException("chose a group with a number of " + mpint.length + " bytes");
    }
    return new BigInteger(mpint);
  }
}
