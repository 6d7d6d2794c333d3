package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;

/// `mlkem768x25519-sha256` (draft-ietf-sshm-mlkem-hybrid-kex) and `sntrup761x25519-sha512`
/// (draft-ietf-sshm-ntruprime-ssh): a lattice and X25519 side by side, so that what is recorded
/// today stays secret even from a quantum computer, and from anybody if one of the two should fall.
///
/// The secret is the digest of both secrets, encoded as a `string`.
final class Hybrid implements KexMethod {

  static final Hybrid ML_KEM_768 = new Hybrid(new MlKem768(), "SHA-256", false);
  static final Hybrid SNTRUP761 = new Hybrid(new Sntrup761Kem(), "SHA-512", true);

  private final Kem kem;
  private final String digest;
  private final boolean slow;

  private Hybrid(Kem kem, String digest, boolean slow) {
    this.kem = kem;
    this.digest = digest;
    this.slow = slow;
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
    return slow;
  }

  @Override
  public ClientShare begin(Crypto crypto) throws GeneralSecurityException {
    Kem.Pair lattice = kem.pair(crypto);
    KeyPair curve = Curve25519.pair(crypto);
    byte[] share = joined(lattice.publicKey(), Curve25519.share(curve));
    return new ClientShare() {
      @Override
      public byte[] share() {
        return share;
      }

      @Override
      public byte[] secret(byte[] serverShare) throws GeneralSecurityException, ProtocolException {
        int cut = kem.capsuleBytes();
        length(serverShare, cut + Curve25519.BYTES);
        byte[] first = lattice.open(Arrays.copyOf(serverShare, cut));
        byte[] theirs = Arrays.copyOfRange(serverShare, cut, serverShare.length);
        return combined(first, Curve25519.agree(curve.getPrivate(), theirs, crypto), crypto);
      }
    };
  }

  @Override
  public ServerShare answer(byte[] clientShare, Crypto crypto)
      throws GeneralSecurityException, ProtocolException {
    int cut = kem.keyBytes();
    length(clientShare, cut + Curve25519.BYTES);
    Kem.Capsule capsule = kem.encapsulate(Arrays.copyOf(clientShare, cut), crypto);
    KeyPair curve = Curve25519.pair(crypto);
    byte[] theirs = Arrays.copyOfRange(clientShare, cut, clientShare.length);
    byte[] second = Curve25519.agree(curve.getPrivate(), theirs, crypto);
    return new ServerShare(
        joined(capsule.bytes(), Curve25519.share(curve)),
        combined(capsule.secret(), second, crypto));
  }

  private byte[] combined(byte[] first, byte[] second, Crypto crypto) {
    MessageDigest both = crypto.digest(digest);
    both.update(first);
    both.update(second);
    Arrays.fill(first, (byte) 0);
    Arrays.fill(second, (byte) 0);
    byte[] secret = both.digest();
    SshWriter writer = new SshWriter(4 + secret.length).putString(secret);
    byte[] encoded = writer.toBytes();
    writer.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static void length(byte[] share, int wanted) throws ProtocolException {
    if (share.length != wanted) {
      throw new ProtocolException("hybrid share of " + share.length + " bytes; it has " + wanted);
    }
  }
}
