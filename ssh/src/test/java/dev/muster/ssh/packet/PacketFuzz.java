package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Packets of every cipher and MAC, compressed or not, that were changed on the way: whatever is
/// opened is what was sealed, in order, and nothing comes out of a packet that was changed.
///
/// Input: the mode (0: what follows are bytes of the wire in clear), whether to compress, how many
/// bytes are changed and which, then payloads.
public final class PacketFuzz implements FuzzTarget {

  private static final List<Mode> MODES = Mode.all().toList();
  private static final int MAX_PAYLOADS = 64;

  private final Scratch scratch = new Scratch(Crypto.system());
  private int keys;

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    int mode = in.number() % (MODES.size() + 1);
    if (mode == 0) {
      clear(in.rest());
      return;
    }
    boolean compressed = in.number() % 2 == 1;
    int[] changes = new int[in.number() % 4 * 2];
    for (int i = 0; i < changes.length; i += 2) {
      changes[i] = in.number() << 8 | in.number();
      changes[i + 1] = in.number();
    }
    sealed(MODES.get(mode - 1), compressed, changes, in);
  }

  private void clear(byte[] wire) {
    PacketReader reader = new PacketReader();
    ByteBuffer bytes = ByteBuffer.wrap(wire);
    SshReader payload = new SshReader(wire);
    try {
      int before = bytes.position();
      while (reader.next(bytes, payload, scratch)) {
        holds(bytes.position() > before, "a packet takes bytes");
        holds(payload.remaining() <= PacketReader.MAX_LENGTH, "a payload stays below the limit");
        before = bytes.position();
      }
    } catch (ProtocolException e) {
      holds(!String.valueOf(e.getMessage()).isBlank(), "an error says something");
    }
  }

  private void sealed(Mode mode, boolean compressed, int[] changes, FuzzInput in) throws Exception {
    keys++; // the loop's one AES-GCM cipher refuses a key and nonce that it has just had
    PacketWriter writer = mode.writer(keys);
    PacketReader reader = mode.reader(keys);
    if (compressed) {
      writer.deflate();
      reader.inflate();
    }
    try {
      List<byte[]> payloads = new ArrayList<>();
      scratch.clearOut();
      while (!in.isEmpty() && payloads.size() < MAX_PAYLOADS) {
        byte[] piece = in.piece();
        byte[] payload = piece.length == 0 ? new byte[] {2} : piece;
        payloads.add(payload);
        writer.write(payload, payload.length, scratch);
      }
      byte[] wire = new byte[scratch.out().flip().remaining()];
      scratch.out().get(wire);
      byte[] changed = wire.clone();
      for (int i = 0; i < changes.length && wire.length > 0; i += 2) {
        changed[changes[i] % wire.length] ^= (byte) changes[i + 1];
      }
      boolean whole = opens(reader, changed, payloads);
      holds(whole || !Arrays.equals(wire, changed), "what was not changed is opened");
    } finally {
      reader.end();
      writer.end();
    }
  }

  /// Returns whether all were opened.
  private boolean opens(PacketReader reader, byte[] wire, List<byte[]> payloads) {
    ByteBuffer bytes = ByteBuffer.wrap(wire);
    SshReader payload = new SshReader(wire);
    int opened = 0;
    try {
      while (reader.next(bytes, payload, scratch)) {
        byte[] got = payload.readBytes(payload.remaining());
        holds(opened < payloads.size(), "no packet is invented");
        holds(Arrays.equals(got, payloads.get(opened)), "a packet holds what was sealed");
        opened++;
      }
    } catch (ProtocolException e) {
      holds(!String.valueOf(e.getMessage()).isBlank(), "an error says something");
    }
    return opened == payloads.size();
  }

  private static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("broken: " + what);
    }
  }

  @Override
  public List<byte[]> seeds() {
    byte[] first = {2, 0, 0, 0, 1, 'x'};
    byte[] second = new byte[600];
    List<byte[]> seeds = new ArrayList<>();
    PacketWriter plain = new PacketWriter();
    scratch.clearOut();
    plain.write(first, first.length, scratch);
    plain.write(second, second.length, scratch);
    byte[] wire = new byte[1 + scratch.out().flip().remaining()];
    scratch.out().get(wire, 1, wire.length - 1);
    seeds.add(wire);
    for (int i = 0; i < MODES.size(); i++) {
      seeds.add(FuzzInput.of(i + 1, i % 2, 0, first, second, first));
      seeds.add(FuzzInput.of(i + 1, i % 2, 1, 0, 40 + i, 1, first, second));
    }
    return seeds;
  }
}
