package dev.muster.ssh.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/// Compressed payloads of a stranger: none grows above the limit for packets.
///
/// Input: payloads as they stand in the packets.
public final class InflateFuzz implements FuzzTarget {

  private static final int MAX_PAYLOADS = 64;

  private final Scratch scratch = new Scratch(Crypto.system());

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    PacketWriter plain = new PacketWriter();
    PacketReader reader = new PacketReader();
    reader.inflate();
    try {
      for (int i = 0; i < MAX_PAYLOADS && !in.isEmpty(); i++) {
        byte[] payload = in.piece();
        if (payload.length == 0) {
          continue; // the packet itself would be refused
        }
        scratch.clearOut();
        plain.write(payload, payload.length, scratch);
        SshReader opened = new SshReader(payload);
        ByteBuffer wire = scratch.out().flip();
        if (!reader.next(wire, opened, scratch)) {
          throw new AssertionError("a whole packet is not opened");
        }
        int made = opened.remaining();
        if (made < 1 || made > PacketReader.MAX_LENGTH) {
          throw new AssertionError("a payload of " + made + " bytes comes out");
        }
      }
    } catch (ProtocolException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    } finally {
      reader.end();
    }
  }

  @Override
  public List<byte[]> seeds() {
    byte[] text = "the same and the same and the same and more".getBytes(UTF_8);
    return List.of(
        FuzzInput.of(deflated(text, Deflater.SYNC_FLUSH)),
        FuzzInput.of(deflated(text, Deflater.FULL_FLUSH), deflated(text, Deflater.SYNC_FLUSH)),
        FuzzInput.of(deflated(new byte[60_000], Deflater.SYNC_FLUSH)),
        FuzzInput.of(deflated(new byte[49_152], Deflater.SYNC_FLUSH)),
        FuzzInput.of(deflated(new byte[12], Deflater.NO_FLUSH)),
        FuzzInput.of(two()));
  }

  /// One stream over two payloads, as it is on a connection.
  private static byte[] two() {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(new byte[500]);
      byte[] out = new byte[1000];
      int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(out, count);
    } finally {
      deflater.end();
    }
  }

  private static byte[] deflated(byte[] bytes, int flush) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      if (flush == Deflater.NO_FLUSH) {
        deflater.finish();
      }
      byte[] out = new byte[2000];
      int count = deflater.deflate(out, 0, out.length, flush);
      return Arrays.copyOf(out, count);
    } finally {
      deflater.end();
    }
  }
}
