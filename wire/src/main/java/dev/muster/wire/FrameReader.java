package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Frames out of bytes that come in pieces of any size.
///
/// A frame that is all there is handed on where it lies. A long fragment of an item that is not is
/// handed on in the parts that come, so that nothing is copied that is copied again at once. Any
/// other is put together first; memory for it is taken only after its header was found right, and
/// for one frame at a time: 64 KiB at most, whatever a header says. One thread at a time.
final class FrameReader {

  /// Takes the frames, one by one.
  interface Sink {

    /// Takes a frame, or a part of a long fragment: MORE, or what the fragment is if this is its
    /// last part.
    ///
    /// @param begins false if it goes on with the fragment that the last call was about
    /// @param payload from its position to its limit; valid during the call only
    /// @return whether to go on; if not, what follows is left in the buffer
    /// @throws ProtocolException if it is not allowed here
    boolean frame(FrameType type, boolean begins, int channel, ByteBuffer payload)
        throws ProtocolException;
  }

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /// From here on a fragment is handed on in parts.
  private static final int LONG = 4096;

  private final ByteBuffer header = ByteBuffer.allocate(FrameType.HEADER);
  private @Nullable FrameType type;
  private int channel;

  /// How much of the payload is missing.
  private int missing;

  private boolean inPayload;

  /// Whether the payload is handed on in parts, and whether one was.
  private boolean parts;

  private boolean begun;
  private ByteBuffer payload = NONE;

  /// Takes all of `in` and hands on the frames that it completes.
  ///
  /// @param in big-endian
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
      return begin(in, in, sink);
    }
    while (header.hasRemaining() && in.hasRemaining()) {
      header.put(in.get());
    }
    if (header.hasRemaining()) {
      return true;
    }
    header.flip();
    boolean more = begin(header, in, sink);
    header.clear();
    return more;
  }

  private boolean begin(ByteBuffer from, ByteBuffer in, Sink sink) throws ProtocolException {
    type = FrameType.of(from.get() & 0xff);
    channel = from.getInt();
    int length = from.getInt();
    if (type != null) {
      type.check(channel, length);
    } else if (length < 0 || length > FrameType.MAX_PAYLOAD) {
      throw new ProtocolException(
          "frame of %s bytes; at most %d"
              .formatted(Integer.toUnsignedString(length), FrameType.MAX_PAYLOAD));
    }
    if (type != null && in.remaining() >= length) {
      return hand(in, length, type, true, sink);
    }
    missing = length;
    inPayload = length > 0;
    parts = length >= LONG && (type == FrameType.ITEM || type == FrameType.MORE);
    begun = false;
    payload = type == null || parts ? NONE : ByteBuffer.allocate(length);
    return true;
  }

  private boolean payload(ByteBuffer in, Sink sink) throws ProtocolException {
    int count = Math.min(missing, in.remaining());
    missing -= count;
    inPayload = missing > 0;
    if (type == null) {
      in.position(in.position() + count);
      return true;
    }
    if (parts) {
      return part(in, count, sink);
    }
    int end = in.limit();
    payload.put(in.limit(in.position() + count));
    in.limit(end);
    if (inPayload) {
      return true;
    }
    ByteBuffer whole = payload.flip();
    payload = NONE;
    return hand(whole, whole.remaining(), type, true, sink);
  }

  private boolean part(ByteBuffer in, int count, Sink sink) throws ProtocolException {
    FrameType as = inPayload ? FrameType.MORE : Objects.requireNonNull(type);
    boolean begins = !begun;
    begun = true;
    return hand(in, count, as, begins, sink);
  }

  /// Hands on the frame whose payload are the next `length` bytes of `from`.
  private boolean hand(ByteBuffer from, int length, FrameType as, boolean begins, Sink sink)
      throws ProtocolException {
    int next = from.position() + length;
    int end = from.limit();
    boolean more = sink.frame(as, begins, channel, from.limit(next));
    from.limit(end).position(next);
    return more;
  }
}
