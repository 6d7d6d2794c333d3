package dev.muster.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Frames out of bytes that come in pieces of any size.
///
/// Keeps one frame at most, and takes memory for its payload only after its header was found right: 64
/// KiB, whatever a header says. One thread at a time.
final class FrameReader {

  /// Takes the frames, one by one.
  interface Sink {

    /// Takes a frame; the array belongs to the callee.
    ///
    /// @return whether to go on; if not, what follows is left in the buffer
    /// @throws ProtocolException if it is not allowed here
    boolean frame(FrameType type, int channel, byte[] payload) throws ProtocolException;
  }

  private static final byte[] NOTHING = new byte[0];

  private final ByteBuffer header = ByteBuffer.allocate(FrameType.HEADER);
  private @Nullable FrameType type;
  private int channel;
  private byte[] payload = NOTHING;
  private int filled;
  private int skip;
  private boolean inPayload;

  /// Takes all of `in` and hands on the frames that it completes.
  ///
  /// @throws ProtocolException if a header is wrong or the sink says so; nothing can be read after
  ///   that
  void read(ByteBuffer in, Sink sink) throws ProtocolException {
    boolean more = true;
    while (more && in.hasRemaining()) {
      more = inPayload ? payload(in, sink) : header(in, sink);
    }
  }

  /// Returns whether the bytes so far end in the middle of a frame.
  boolean isInside() {
    return inPayload || header.position() > 0;
  }

  private boolean header(ByteBuffer in, Sink sink) throws ProtocolException {
    if (header.position() == 0 && in.remaining() >= FrameType.HEADER) {
      return begin(in.get() & 0xff, in.getInt(), in.getInt(), in, sink);
    }
    while (header.hasRemaining() && in.hasRemaining()) {
      header.put(in.get());
    }
    if (header.hasRemaining()) {
      return true;
    }
    header.flip();
    int code = header.get() & 0xff;
    int id = header.getInt();
    int length = header.getInt();
    header.clear();
    return begin(code, id, length, in, sink);
  }

  private boolean begin(int code, int id, int length, ByteBuffer in, Sink sink)
      throws ProtocolException {
    type = FrameType.of(code);
    channel = id;
    filled = 0;
    inPayload = true;
    if (type == null) {
      if (length < 0 || length > FrameType.MAX_PAYLOAD) {
        throw new ProtocolException(
            "frame of " + Integer.toUnsignedString(length) + " bytes; at most " + FrameType.MAX_PAYLOAD);
      }
      skip = length;
      payload = NOTHING;
    } else {
      type.check(id, length);
      payload = length == 0 ? NOTHING : new byte[length];
    }
    return payload(in, sink);
  }

  private boolean payload(ByteBuffer in, Sink sink) throws ProtocolException {
    FrameType known = type;
    if (known == null) {
      int count = Math.min(skip, in.remaining());
      in.position(in.position() + count);
      skip -= count;
      inPayload = skip > 0;
      return true;
    }
    int count = Math.min(payload.length - filled, in.remaining());
    in.get(payload, filled, count);
    filled += count;
    if (filled < payload.length) {
      return true;
    }
    byte[] whole = payload;
    payload = NOTHING;
    inPayload = false;
    return sink.frame(known, channel, whole);
  }
}
