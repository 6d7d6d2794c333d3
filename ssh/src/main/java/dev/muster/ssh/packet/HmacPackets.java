package dev.muster.ssh.packet;

import dev.muster.ssh.data.ProtocolException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// A cipher in counter or chaining mode with an HMAC, either over the plain packet (RFC 4253
/// section 6.4) or, for the `-etm` names, over what is sent (OpenSSH's `PROTOCOL` section 1.1).
///
/// Encrypt-and-MAC has to decrypt a packet's first block before it knows the length; that block is
/// kept until the rest is there. A wrong length then shows only as a wrong MAC, so lengths are
/// limited first.
final class HmacPackets implements PacketSealer, PacketOpener {

  private final Cipher cipher;
  private final Mac mac;
  private final boolean chained;
  private final boolean etm;
  private final int block;
  private final byte[] head;
  private final byte[] number = new byte[4];

  /// @param chained whether the cipher is in chaining mode (CBC)
  /// @param etm whether the MAC is over what is sent
  HmacPackets(Cipher cipher, Mac mac, boolean chained, boolean etm) {
    this.cipher = cipher;
    this.mac = mac;
    this.chained = chained;
    this.etm = etm;
    this.block = cipher.getBlockSize();
    this.head = new byte[block];
  }

  @Override
  public int blockBytes() {
    return block;
  }

  @Override
  public boolean hidesLengths() {
    return chained && !etm;
  }

  @Override
  public boolean padsLength() {
    return !etm;
  }

  @Override
  public void seal(int sequence, byte[] packet, int length, Scratch scratch) {
    ByteBuffer out = scratch.room(length + mac.getMacLength());
    begin(sequence);
    int clear = etm ? 4 : 0;
    if (!etm) {
      mac.update(packet, 0, length);
    }
    byte[] sealed = new byte[length - clear];
    crypt(packet, clear, length - clear, sealed, 0);
    if (etm) {
      mac.update(packet, 0, 4);
      mac.update(sealed);
    }
    out.put(packet, 0, clear).put(sealed).put(mac.doFinal());
  }

  @Override
  public int headBytes() {
    return etm ? 4 : block;
  }

  @Override
  public int tagBytes() {
    return mac.getMacLength();
  }

  @Override
  public int length(int sequence, ByteBuffer in) {
    if (etm) {
      return in.getInt(in.position());
    }
    byte[] sealed = new byte[block];
    in.get(in.position(), sealed);
    crypt(sealed, 0, block, head, 0);
    return ByteBuffer.wrap(head).getInt();
  }

  @Override
  public void open(int sequence, int length, ByteBuffer in, byte[] opened, Scratch scratch)
      throws ProtocolException {
    byte[] sealed = new byte[4 + length];
    byte[] tag = new byte[mac.getMacLength()];
    in.get(sealed).get(tag);
    begin(sequence);
    if (etm) {
      mac.update(sealed);
      check(tag);
      crypt(sealed, 4, length, opened, 0);
      return;
    }
    System.arraycopy(head, 4, opened, 0, block - 4);
    if (4 + length > block) {
      crypt(sealed, block, 4 + length - block, opened, block - 4);
    }
    mac.update(head, 0, 4);
    mac.update(opened, 0, length);
    check(tag);
  }

  @Override
  public void destroy() {
    Arrays.fill(head, (byte) 0);
  }

  private void begin(int sequence) {
    ByteBuffer.wrap(number).putInt(sequence);
    mac.update(number);
  }

  /// Compares in constant time: a comparison that stops early tells an attacker how much of a
  /// forged tag was right.
  private void check(byte[] tag) throws ProtocolException {
    if (!MessageDigest.isEqual(mac.doFinal(), tag)) {
      throw new ProtocolException("packet is not authentic");
    }
  }

  private void crypt(byte[] from, int offset, int count, byte[] to, int at) {
    try {
      if (cipher.update(from, offset, count, to, at) != count) {
        throw new IllegalStateException("the cipher kept bytes back");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the cipher refuses", e);
    }
  }
}
