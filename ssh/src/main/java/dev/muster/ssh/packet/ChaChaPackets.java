package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// `chacha20-poly1305@openssh.com` (OpenSSH's `PROTOCOL.chacha20poly1305`): one key for the length
/// field and one for the rest, the packet's number as nonce, and a Poly1305 tag over both
/// ciphertexts under the first bytes of the key stream.
///
/// The original ChaCha20 has a counter and a nonce of 64 bits each; the providers' form, with 32
/// and 96, is the same stream when the nonce begins with four zero bytes, for packets of less than
/// 256 GiB.
final class ChaChaPackets implements PacketSealer, PacketOpener {

  private static final int BLOCK = 64;

  private final Crypto crypto;
  private final Cipher cipher;
  private final SecretKeySpec lengthKey;
  private final SecretKeySpec mainKey;
  private final byte[] nonce = new byte[12];

  ChaChaPackets(byte[] key, Crypto crypto) throws GeneralSecurityException {
    this.crypto = crypto;
    this.cipher = crypto.cipher("ChaCha20");
    this.mainKey = new SecretKeySpec(key, 0, 32, "ChaCha20");
    this.lengthKey = new SecretKeySpec(key, 32, 32, "ChaCha20");
  }

  @Override
  public int blockBytes() {
    return 8;
  }

  @Override
  public boolean padsLength() {
    return false;
  }

  @Override
  public void seal(int sequence, byte[] packet, int length, Scratch scratch) {
    byte[] sealed = new byte[length];
    System.arraycopy(stream(sequence, lengthKey, packet, 0, 4), 0, sealed, 0, 4);
    byte[] in = new byte[BLOCK + length - 4];
    System.arraycopy(packet, 4, in, BLOCK, length - 4);
    byte[] out = stream(sequence, mainKey, in, 0, in.length);
    Arrays.fill(in, (byte) 0);
    System.arraycopy(out, BLOCK, sealed, 4, length - 4);
    scratch
        .room(length + Poly1305.TAG)
        .put(sealed)
        .put(Poly1305.tag(out, 0, sealed, 0, sealed.length));
  }

  @Override
  public int headBytes() {
    return 4;
  }

  @Override
  public int tagBytes() {
    return Poly1305.TAG;
  }

  @Override
  public int length(int sequence, ByteBuffer in) {
    byte[] sealed = new byte[4];
    in.get(in.position(), sealed);
    return ByteBuffer.wrap(stream(sequence, lengthKey, sealed, 0, 4)).getInt();
  }

  @Override
  public void open(int sequence, int length, ByteBuffer in, byte[] opened, Scratch scratch)
      throws ProtocolException {
    byte[] sealed = new byte[4 + length];
    byte[] tag = new byte[Poly1305.TAG];
    in.get(sealed).get(tag);
    byte[] covered = new byte[BLOCK + length];
    System.arraycopy(sealed, 4, covered, BLOCK, length);
    byte[] plain = stream(sequence, mainKey, covered, 0, covered.length);
    byte[] wanted = Poly1305.tag(plain, 0, sealed, 0, sealed.length);
    if (!MessageDigest.isEqual(wanted, tag)) {
      throw new ProtocolException("packet is not authentic");
    }
    System.arraycopy(plain, BLOCK, opened, 0, length);
  }

  @Override
  public void destroy() {
    Arrays.fill(nonce, (byte) 0);
  }

  private byte[] stream(int sequence, SecretKeySpec key, byte[] in, int offset, int length) {
    ByteBuffer.wrap(nonce).putInt(8, sequence);
    AlgorithmParameterSpec parameters =
        crypto.isNative() ? new IvParameterSpec(nonce) : new ChaCha20ParameterSpec(nonce, 0);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
      return cipher.doFinal(in, offset, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20 refuses", e);
    }
  }
}
