package dev.muster.ssh.packet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Packets whose payloads were compressed before they were sealed (RFC 4253 section 6.2).
///
/// No payload grows above the limit for packets: a few bytes that inflate to gigabytes (a
/// compression bomb) end their connection instead. Holds memory outside the heap until [#end].
final class Inflating implements PacketOpener {

  private static final byte[] NOTHING = new byte[0];
  private static final int FIRST_ROOM = 1 << 12;

  private final PacketOpener opener;
  private final Inflater inflater = new Inflater();

  Inflating(PacketOpener opener) {
    this.opener = opener;
  }

  @Override
  public void expand(SshReader payload, Scratch scratch) throws ProtocolException {
    inflater.setInput(payload.array(), payload.position(), payload.remaining());
    byte[] out = scratch.expanded(FIRST_ROOM);
    int made = 0;
    try {
      int more = inflater.inflate(out, 0, out.length);
      while (more == out.length - made && made + more <= PacketReader.MAX_LENGTH) {
        made += more;
        out = scratch.expanded(made * 2);
        more = inflater.inflate(out, made, out.length - made);
      }
      made += more;
    } catch (DataFormatException e) {
      throw new ProtocolException("packet that cannot be decompressed: " + e.getMessage(), e);
    }
    if (made == 0 || made > PacketReader.MAX_LENGTH) {
      throw new ProtocolException(
          made == 0
              ? "packet that decompresses to nothing"
              : "packet that decompresses to over " + PacketReader.MAX_LENGTH + " bytes");
    }
    if (inflater.getRemaining() > 0 || inflater.finished() || inflater.needsDictionary()) {
      throw new ProtocolException("packet in which the compressed stream ends");
    }
    inflater.setInput(NOTHING); // it would keep the loop's buffer
    payload.reset(out, 0, made);
  }

  @Override
  public int blockBytes() {
    return opener.blockBytes();
  }

  @Override
  public boolean padsLength() {
    return opener.padsLength();
  }

  @Override
  public int headBytes() {
    return opener.headBytes();
  }

  @Override
  public int tagBytes() {
    return opener.tagBytes();
  }

  @Override
  public boolean hidesLengths() {
    return opener.hidesLengths();
  }

  @Override
  public int length(int sequence, ByteBuffer in) {
    return opener.length(sequence, in);
  }

  @Override
  public void open(int sequence, int length, ByteBuffer in, byte[] opened, Scratch scratch)
      throws ProtocolException {
    opener.open(sequence, length, in, opened, scratch);
  }

  @Override
  public void destroy() {
    end();
    opener.destroy();
  }

  @Override
  public void end() {
    inflater.end();
  }
}
