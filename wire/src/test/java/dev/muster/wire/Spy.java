package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// Reads along what both ends say, and holds them to the protocol by counting for itself: nothing
/// is sent beyond a window, and no window grows beyond what its channel has.
final class Spy {

  /// What one end has said of one channel.
  private static final class Half {
    private long room;
    private boolean eof;
    private boolean closed;
    private boolean insideItem;
  }

  private final long[] hello = {-1, -1};
  private final FrameReader[] readers = {new FrameReader(), new FrameReader()};
  private final Map<Integer, Half[]> channels = new HashMap<>();
  private final boolean knowsAll;
  private long frames;

  /// One that hears all that both ends are told.
  Spy() {
    this(true);
  }

  /// @param knowsAll whether end 0 may use only the window that it was told of. One that guesses is
  ///   let have what it is about to be given, which costs nothing: what is held is bounded all the
  ///   same.
  Spy(boolean knowsAll) {
    this.knowsAll = knowsAll;
  }

  /// Returns how many frames were seen.
  long frames() {
    return frames;
  }

  /// Takes what end 0, the controller, or end 1 said.
  void said(int end, byte[] bytes) {
    try {
      readers[end].read(
          ByteBuffer.wrap(bytes),
          (type, begins, channel, payload) -> {
            frames += begins ? 1 : 0;
            frame(end, type, begins, channel, payload.slice());
            return true;
          });
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private void frame(int end, FrameType type, boolean begins, int id, ByteBuffer payload) {
    holds((hello[end] < 0) == (type == FrameType.HELLO), type + " and HELLO");
    switch (type) {
      case HELLO -> hello[end] = payload.getInt(4);
      case OPEN -> open(end, id, payload);
      case MORE, ITEM -> fragment(end, half(end, id), type, Incoming.cost(payload, begins));
      case CREDIT -> {
        Half theirs = half(1 - end, id);
        holds(!half(end, id).closed, "CREDIT after CLOSE");
        theirs.room += payload.getInt();
      }
      case EOF -> {
        Half half = half(end, id);
        holds(!half.eof && !half.closed && !half.insideItem, "EOF once, between items");
        half.eof = true;
      }
      case CLOSE -> {
        Half half = half(end, id);
        holds(!half.closed, "CLOSE once");
        half.closed = true;
        if (half(1 - end, id).closed) {
          channels.remove(id);
        }
      }
      case PING, PONG, BYE -> {}
    }
  }

  private void open(int end, int id, ByteBuffer payload) {
    holds((id & 1) == 1 - end, "an id of its own");
    Half[] both = {new Half(), new Half()};
    both[end].insideItem = payload.get(0) < 0;
    both[end].room = -1; // of the HELLO that may not have come yet
    both[1 - end].room = payload.getInt(1);
    holds(channels.put(id, both) == null, "a new id");
  }

  private void fragment(int end, Half half, FrameType type, int cost) {
    if (half.room < 0) {
      holds(hello[1 - end] >= 0, "a fragment after the HELLO that allows it");
      half.room = hello[1 - end];
    }
    holds(!half.eof && !half.closed, type + " after EOF or CLOSE");
    half.room -= cost;
    holds(half.room >= 0 || (end == 0 && !knowsAll), "no more than the window");
    half.insideItem = type == FrameType.MORE;
  }

  private Half half(int end, int id) {
    Half[] both = channels.get(id);
    if (both == null) {
      throw new AssertionError("broken: channel " + id + " is open");
    }
    if (both[end].room < 0 && hello[1 - end] >= 0) {
      both[end].room = hello[1 - end];
    }
    return both[end];
  }

  private static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("broken: " + what);
    }
  }
}
