package dev.muster.ssh.packet;

import dev.muster.ssh.data.ProtocolException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM as OpenSSH's `PROTOCOL` section 1.6 and RFC 5647 have it: the length field in clear as
/// associated data, a tag of 16 bytes, and a nonce whose last eight bytes count the packets.
///
/// A connection holds only its key and nonce; the cipher itself belongs to the loop.
final class GcmPackets implements PacketSealer, PacketOpener {

  private static final int TAG = 16;

  private final SecretKeySpec key;
  private final byte[] nonce;

  GcmPackets(byte[] key, byte[] nonce) {
    this.key = new SecretKeySpec(key, "AES");
    this.nonce = nonce.clone();
  }

  @Override
  public int blockBytes() {
    return 16;
  }

  @Override
  public boolean padsLength() {
    return false;
  }

  @Override
  public void seal(int sequence, byte[] packet, int length, Scratch scratch) {
    ByteBuffer out = scratch.room(length + TAG);
    ByteBuffer plain = scratch.direct(length - 4).put(packet, 4, length - 4).flip();
    try {
      Cipher cipher = scratch.gcm();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(packet, 0, 4);
      out.put(packet, 0, 4);
      cipher.doFinal(plain, out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refuses to encrypt", e);
    }
    count();
  }

  @Override
  public int headBytes() {
    return 4;
  }

  @Override
  public int tagBytes() {
    return TAG;
  }

  @Override
  public int length(int sequence, ByteBuffer in) {
    return in.getInt(in.position());
  }

  @Override
  public void open(int sequence, int length, ByteBuffer in, byte[] opened, Scratch scratch)
      throws ProtocolException {
    byte[] head = scratch.packet(4);
    in.get(head, 0, 4);
    int end = in.limit();
    in.limit(in.position() + length + TAG);
    ByteBuffer plain = scratch.direct(length + TAG);
    try {
      Cipher cipher = scratch.gcm();
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(head, 0, 4);
      cipher.doFinal(in, plain);
    } catch (AEADBadTagException e) {
      throw new ProtocolException("packet is not authentic", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refuses to decrypt", e);
    } finally {
      in.limit(end);
    }
    plain.flip().get(opened, 0, length);
    count();
  }

  @Override
  public void destroy() {
    Arrays.fill(nonce, (byte) 0);
  }

  private void count() {
    for (int i = 11; i >= 4; i--) {
      if (++nonce[i] != 0) {
        return;
      }
    }
  }
}
