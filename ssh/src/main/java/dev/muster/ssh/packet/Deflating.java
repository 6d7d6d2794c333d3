package dev.muster.ssh.packet;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Packets whose payloads are compressed before they are sealed (RFC 4253 section 6.2): one stream
/// from packet to packet, flushed after each.
///
/// Holds memory outside the heap until [#end].
final class Deflating implements PacketSealer {

  private static final int LEVEL = 6;
  private static final int HEAD = 64;

  private final PacketSealer sealer;
  private final Deflater deflater = new Deflater(LEVEL);

  Deflating(PacketSealer sealer) {
    this.sealer = sealer;
  }

  /// Compresses a payload into [Scratch#compressed] and returns its length there.
  int compress(byte[] payload, int length, Scratch scratch) {
    deflater.setInput(payload, 0, length);
    byte[] out = scratch.compressed(HEAD + length);
    int made = 0;
    int more = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    while (more == out.length - made) { // there may be more when there was no room left
      made += more;
      out = scratch.compressed(made + HEAD + length);
      more = deflater.deflate(out, made, out.length - made, Deflater.SYNC_FLUSH);
    }
    return made + more;
  }

  @Override
  public @Nullable Deflating compression() {
    return this;
  }

  @Override
  public int blockBytes() {
    return sealer.blockBytes();
  }

  @Override
  public boolean padsLength() {
    return sealer.padsLength();
  }

  @Override
  public void seal(int sequence, byte[] packet, int length, Scratch scratch) {
    sealer.seal(sequence, packet, length, scratch);
  }

  @Override
  public void destroy() {
    end();
    sealer.destroy();
  }

  /// Frees what lives outside the heap; nothing can be compressed any more.
  void end() {
    deflater.end();
  }
}
