package dev.muster.wire;

import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Frames put together by hand, right or wrong, and frames taken apart into words.
final class Raw {

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();

  /// Begins with a right HELLO.
  static Raw hello() {
    return new Raw().hello(1, 1, 100_000, 1 << 20);
  }

  Raw hello(int lowest, int highest, int window, int largestItem) {
    ByteBuffer payload = ByteBuffer.allocate(12);
    payload.putShort((short) lowest).putShort((short) highest).putInt(window).putInt(largestItem);
    return frame(FrameType.HELLO, 0, payload.array());
  }

  Raw open(int id, int purpose, int window, int headerBytes) {
    ByteBuffer payload = ByteBuffer.allocate(5 + headerBytes);
    payload.put((byte) purpose).putInt(window);
    return frame(FrameType.OPEN, id, payload.array());
  }

  Raw open(int id) {
    return open(id, 2, 5000, 3);
  }

  Raw more(int id, int bytes) {
    return frame(FrameType.MORE, id, new byte[bytes]);
  }

  Raw item(int id, int bytes) {
    return frame(FrameType.ITEM, id, new byte[bytes]);
  }

  Raw credit(int id, int credit) {
    return frame(FrameType.CREDIT, id, ByteBuffer.allocate(4).putInt(credit).array());
  }

  Raw eof(int id) {
    return frame(FrameType.EOF, id, new byte[0]);
  }

  Raw close(int id) {
    return frame(FrameType.CLOSE, id, new byte[0]);
  }

  Raw ping(long number) {
    return frame(FrameType.PING, 0, ByteBuffer.allocate(8).putLong(number).array());
  }

  Raw pong(long number) {
    return frame(FrameType.PONG, 0, ByteBuffer.allocate(8).putLong(number).array());
  }

  Raw bye() {
    return frame(FrameType.BYE, 0, new byte[0]);
  }

  Raw frame(FrameType type, int channel, byte[] payload) {
    return frame(type.code(), channel, payload);
  }

  Raw frame(int type, int channel, byte[] payload) {
    ByteBuffer header = ByteBuffer.allocate(FrameType.HEADER);
    header.put((byte) type).putInt(channel).putInt(payload.length);
    all.writeBytes(header.array());
    all.writeBytes(payload);
    return this;
  }

  /// Returns the first `came` bytes of an item that says that it is an array of `said` bytes.
  static byte[] beginning(long said, int came) throws ValueException {
    byte tag = ValueCodec.of(Types.of()).encode(new byte[0])[0];
    ByteBuffer item = ByteBuffer.allocate(came).put(tag);
    for (long left = said; left > 0; left >>>= 7) {
      item.put((byte) ((left & 0x7f) | (left > 0x7f ? 0x80 : 0)));
    }
    return item.array();
  }

  byte[] bytes() {
    return all.toByteArray();
  }

  /// Gives the bytes to an end.
  Raw to(Peer peer) {
    peer.mux().received(ByteBuffer.wrap(bytes()));
    return this;
  }

  /// Returns frames in short words, such as `ITEM 1 5`: the number of a credit, else the bytes of
  /// the payload.
  static List<String> words(byte[] bytes) {
    List<String> words = new ArrayList<>();
    FrameReader reader = new FrameReader();
    try {
      reader.read(
          ByteBuffer.wrap(bytes),
          (type, begins, channel, payload) -> {
            String channelWord = channel == 0 ? "" : " " + Integer.toUnsignedString(channel);
            long number = type == FrameType.CREDIT ? payload.getInt() : payload.remaining();
            return words.add(type + channelWord + " " + number);
          });
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
    if (reader.isInside()) {
      throw new AssertionError("frames end inside one, after " + words);
    }
    return words;
  }
}
