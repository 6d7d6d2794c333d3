package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshWriter;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/// Makes packets of messages and seals them (RFC 4253 section 6), into what the step says.
///
/// Does no I/O and holds no buffer. One thread at a time.
public final class PacketWriter {

  /// As much as this may be a password, on its way to the server or to a program, and stays in no
  /// buffer.
  private static final int SECRET_BYTES = 1 << 12;

  private PacketSealer sealer = PlainPackets.INSTANCE;
  private int multiple = 1;
  private int sequence;
  private long bytes;

  /// Appends one packet with `message` to what the step says.
  public void write(SshWriter message, Scratch scratch) {
    write(message.array(), message.length(), scratch);
  }

  /// Appends one packet with the first `length` bytes of `message` to what the step says.
  public void write(byte[] message, int length, Scratch scratch) {
    Deflating compression = sealer.compression();
    if (compression == null) {
      seal(message, length, scratch);
    } else {
      int shorter = compression.compress(message, length, scratch);
      byte[] compressed = scratch.compressed(0);
      seal(compressed, shorter, scratch);
      Arrays.fill(compressed, 0, Math.min(shorter, SECRET_BYTES), (byte) 0);
    }
  }

  private void seal(byte[] message, int length, Scratch scratch) {
    int block = Math.max(sealer.blockBytes(), multiple);
    int covered = (sealer.padsLength() ? 5 : 1) + length;
    int padding = block - covered % block;
    if (padding < 4) {
      padding += block;
    }
    int total = 5 + length + padding;
    byte[] packet = scratch.packet(total);
    int field = total - 4;
    packet[0] = (byte) (field >> 24);
    packet[1] = (byte) (field >> 16);
    packet[2] = (byte) (field >> 8);
    packet[3] = (byte) field;
    packet[4] = (byte) padding;
    System.arraycopy(message, 0, packet, 5, length);
    scratch.random(packet, 5 + length, padding);
    sealer.seal(sequence, packet, total, scratch);
    if (length <= SECRET_BYTES) {
      scratch.forget(total);
    }
    sequence++;
    bytes += total;
  }

  /// Returns the number of the packet that was sealed last.
  public int lastSequence() {
    return sequence - 1;
  }

  /// Returns how many bytes of packets were sealed under the present keys.
  public long bytes() {
    return bytes;
  }

  /// Pads packets to a multiple of `some` from now on, 64 at most: their lengths tell less of what
  /// is in them. A power of two; 1: no more than has to be.
  public void padTo(int some) {
    multiple = some;
  }

  /// Takes new keys into use; see [PacketReader#use].
  public void use(CipherSuite suite, String mac, Keys keys, boolean restart, Crypto crypto)
      throws GeneralSecurityException {
    sealer.destroy();
    sealer = suite.sealer(mac, keys, crypto);
    bytes = 0;
    if (restart) {
      sequence = 0;
    }
  }

  /// Compresses from the next packet on, with a new stream, until new keys come.
  public void deflate() {
    sealer = new Deflating(sealer);
  }

  /// Frees what lives outside the heap; nothing more can be written if it was compressed.
  public void end() {
    Deflating compression = sealer.compression();
    if (compression != null) {
      compression.end();
    }
  }
}
