package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What waits to leave on one connection, and in which order it leaves: HELLO, then control frames,
/// then one fragment of each channel in turn.
///
/// Guarded by the lock of its [Mux].
final class Outgoing {

  /// The longest fragment that is sent. Small ones pass a large item after as many bytes at most; a
  /// larger one would save nothing.
  static final int MAX_FRAGMENT = 32 << 10;

  /// The least that a fragment is cut to because the buffer ends, unless the buffer is that small.
  private static final int LEAST_CUT = 1024;

  /// How many PINGs may be unanswered, theirs and ours.
  static final int MAX_PINGS = 64;

  /// How many answers to CLOSE wait for a frame to leave with. They are in no hurry, and a write
  /// for each would cost both ends as much as the call that it ends.
  private static final int MAX_ANSWERS = 16;

  /// The longest frame without a payload of its own length.
  static final int LONGEST_CONTROL = FrameType.HEADER + 8;

  private final ArrayDeque<Channel> controls = new ArrayDeque<>();
  private final ArrayDeque<Channel> answers = new ArrayDeque<>();
  private final ArrayDeque<Channel> turns = new ArrayDeque<>();
  private final ArrayDeque<Long> pings = new ArrayDeque<>(2);
  private final ArrayDeque<Long> pongs = new ArrayDeque<>(2);
  private final List<Channel> roomy = new ArrayList<>();

  /// The rest of a frame that did not fit into the last buffer, or a frame that goes first.
  private @Nullable ByteBuffer rest;

  private byte @Nullable [] bye;
  private long queued;
  private long items;

  Outgoing(byte[] hello) {
    rest = frame(FrameType.HELLO, 0, hello);
  }

  // --- what waits

  /// Returns how many bytes of items wait in the queues of all channels.
  long queued() {
    return queued;
  }

  /// Takes note of an item that was added to the queue of a channel.
  void queued(int bytes) {
    queued += bytes;
    items++;
  }

  /// Takes note of bytes and items that are not in the queue of a channel any more.
  void dropped(long bytes, int count) {
    queued -= bytes;
    items -= count;
  }

  /// Returns whether anything can leave now.
  boolean canSend() {
    return rest != null
        || bye != null
        || !controls.isEmpty()
        || !turns.isEmpty()
        || !pongs.isEmpty()
        || !pings.isEmpty()
        || answers.size() >= MAX_ANSWERS;
  }

  /// Returns whether nothing is left to be sent, not even what waits for window.
  boolean isEmpty() {
    return !canSend() && items == 0;
  }

  /// Takes note that something may have changed in what a channel has to send.
  void ready(Channel channel) {
    if (!channel.inControls && channel.hasControl()) {
      channel.inControls = true;
      controls.add(channel);
    }
    if (!channel.inTurns && hasTurn(channel)) {
      channel.inTurns = true;
      turns.add(channel);
    }
  }

  /// Takes note that a channel owes an answer to CLOSE.
  void answer(Channel channel) {
    if (!channel.inControls) {
      channel.inControls = true;
      answers.add(channel);
    }
  }

  void ping(long number) {
    pings.add(number);
  }

  /// Owes an answer to a PING.
  ///
  /// @throws ProtocolException if the other end asks on without waiting for answers: they would
  ///   fill our memory
  void pong(long number) throws ProtocolException {
    if (pongs.size() >= MAX_PINGS) {
      throw new ProtocolException("more than " + MAX_PINGS + " PINGs before an answer");
    }
    pongs.add(number);
  }

  /// Forgets all that waits, but for a frame that is half sent, and lets BYE go last if there is
  /// one.
  void end(byte @Nullable [] reason) {
    controls.clear();
    answers.clear();
    turns.clear();
    pings.clear();
    pongs.clear();
    queued = 0;
    items = 0;
    bye = reason;
  }

  // --- what leaves

  /// Moves as many frames into `into` as fit and can leave, up to the header of one that `driver`
  /// carries.
  ///
  /// @return whether more can leave
  boolean fill(ByteBuffer into, Driver driver) {
    int start = into.position();
    boolean fits = putRest(into);
    while (fits && (!controls.isEmpty() || !turns.isEmpty() || hasPing())) {
      fits = putNext(into, start, driver);
    }
    while (fits
        && !answers.isEmpty()
        && (into.position() > start || answers.size() >= MAX_ANSWERS)) {
      fits = putControl(into, answers);
    }
    byte[] last = bye;
    if (fits && last != null) {
      bye = null;
      put(into, frame(FrameType.BYE, 0, last));
    }
    return canSend();
  }

  /// Returns the channels whose senders were told that there is no room and for which there is now,
  /// and forgets them.
  List<Channel> roomy() {
    if (roomy.isEmpty()) {
      return List.of();
    }
    List<Channel> all = List.copyOf(roomy);
    roomy.clear();
    return all;
  }

  private boolean hasPing() {
    return !pings.isEmpty() || !pongs.isEmpty();
  }

  private static boolean hasTurn(Channel channel) {
    return channel.sends().openIsDue() || channel.sends().fragment(MAX_FRAGMENT) >= 0;
  }

  private boolean putNext(ByteBuffer into, int start, Driver driver) {
    if (hasPing()) {
      return putPing(into);
    }
    return controls.isEmpty() ? putTurn(into, start, driver) : putControl(into, controls);
  }

  private boolean putRest(ByteBuffer into) {
    ByteBuffer first = rest;
    rest = null;
    return first == null || put(into, first);
  }

  /// Puts a whole frame, and keeps what does not fit for the next buffer.
  private boolean put(ByteBuffer into, ByteBuffer frame) {
    if (frame.remaining() <= into.remaining()) {
      into.put(frame);
      return true;
    }
    int end = frame.limit();
    frame.limit(frame.position() + into.remaining());
    into.put(frame);
    frame.limit(end);
    rest = frame;
    return false;
  }

  private boolean putPing(ByteBuffer into) {
    if (into.remaining() < LONGEST_CONTROL) {
      return false;
    }
    boolean answer = !pongs.isEmpty();
    header(into, answer ? FrameType.PONG : FrameType.PING, 0, 8);
    into.putLong(answer ? pongs.remove() : pings.remove());
    return true;
  }

  private boolean putControl(ByteBuffer into, ArrayDeque<Channel> from) {
    if (into.remaining() < 3 * LONGEST_CONTROL) {
      return false;
    }
    Channel channel = from.remove();
    channel.inControls = false;
    SendHalf sends = channel.sends();
    int credit = channel.receives().takeCredit();
    if (credit > 0) {
      header(into, FrameType.CREDIT, channel.id(), 4);
      into.putInt(credit);
    }
    if (sends.eofIsDue()) {
      header(into, FrameType.EOF, channel.id(), 0);
      sends.saidEof();
    }
    if (!sends.closeIsDue()) {
      return true;
    }
    byte[] failure = sends.failure();
    channel.saidClose();
    if (failure.length == 0) {
      header(into, FrameType.CLOSE, channel.id(), 0);
      return true;
    }
    return put(into, frame(FrameType.CLOSE, channel.id(), failure));
  }

  /// Lets the channel whose turn it is send one fragment.
  private boolean putTurn(ByteBuffer into, int start, Driver driver) {
    Channel channel = turns.element();
    SendHalf sends = channel.sends();
    boolean open = sends.openIsDue();
    int before = open ? FrameType.HEADER + 5 : FrameType.HEADER;
    int most = Math.min(MAX_FRAGMENT, into.remaining() - before);
    boolean cramped = into.remaining() - before < LEAST_CUT && into.position() > start;
    ByteBuffer item = sends.next();
    if (item == null || (!open && sends.fragment(MAX_FRAGMENT) < 0)) {
      turns.remove(); // dropped meanwhile
      channel.inTurns = false;
      return true;
    }
    boolean carried = !open && most >= 0 && isCarried(item, sends, driver);
    if (most < 0 || (cramped && !carried && item.remaining() > most)) {
      return false;
    }
    turns.remove();
    channel.inTurns = false;
    if (open) {
      putOpen(into, channel, item, Math.min(item.remaining(), most));
    } else if (carried) {
      putCarried(into, channel, item);
    } else {
      putFragment(into, channel, item, sends.fragment(most));
    }
    if (sends.roomMade()) {
      roomy.add(channel);
    }
    ready(channel);
    return !carried; // nothing may come before its bytes
  }

  /// Returns whether somebody else brings an item, all of which may go in one frame now.
  private static boolean isCarried(ByteBuffer item, SendHalf sends, Driver driver) {
    int all = item.remaining();
    return all >= Driver.LEAST_CARRIED
        && sends.isWhole()
        && sends.fragment(FrameType.MAX_PAYLOAD) == all
        && driver.carries(item);
  }

  private static void putCarried(ByteBuffer into, Channel channel, ByteBuffer item) {
    int all = item.remaining();
    header(into, FrameType.ITEM, channel.id(), all);
    item.position(item.limit());
    channel.sends().saidFragment(all);
  }

  private static void putOpen(ByteBuffer into, Channel channel, ByteBuffer header, int bytes) {
    int goesOn = bytes < header.remaining() ? Mux.GOES_ON : 0;
    header(into, FrameType.OPEN, channel.id(), 5 + bytes);
    into.put((byte) (channel.purpose() | goesOn)).putInt(channel.receives().window());
    move(header, into, bytes);
    channel.sends().saidOpen(bytes);
  }

  private static void putFragment(ByteBuffer into, Channel channel, ByteBuffer item, int bytes) {
    boolean last = bytes == item.remaining() && !channel.sends().goesOn();
    header(into, last ? FrameType.ITEM : FrameType.MORE, channel.id(), bytes);
    move(item, into, bytes);
    channel.sends().saidFragment(bytes);
  }

  private static void move(ByteBuffer from, ByteBuffer into, int bytes) {
    int end = from.limit();
    from.limit(from.position() + bytes);
    into.put(from);
    from.limit(end);
  }

  private static void header(ByteBuffer into, FrameType type, int channel, int length) {
    into.put((byte) type.code()).putInt(channel).putInt(length);
  }

  private static ByteBuffer frame(FrameType type, int channel, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(FrameType.HEADER + payload.length);
    header(frame, type, channel, payload.length);
    return frame.put(payload).flip();
  }
}
