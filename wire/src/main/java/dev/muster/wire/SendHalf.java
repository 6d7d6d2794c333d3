package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// What one channel has still to say: OPEN, items, EOF and CLOSE, in this order.
///
/// Guarded by the lock of its [Mux].
final class SendHalf {

  private static final byte[] NO_FAILURE = new byte[0];

  private final Settings settings;
  private final Outgoing out;
  private final SendWindow window = new SendWindow();

  /// The first may be sent in part: its position is the next byte.
  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>(1);

  /// How many buffers at the front of the queue are parts of one item: 2 if it has a tail, 1 once
  /// its head has left, else 0.
  private int parts;

  /// The tail among them. Null if there is none, or it was replaced.
  private @Nullable Tail tail;

  private long queued;
  private boolean openDue;
  private boolean eofDue;
  private boolean closeDue;
  private boolean closeSent;
  private byte[] failure = NO_FAILURE;
  private boolean handlerWaits;
  private @Nullable Condition room;

  SendHalf(Settings settings, Outgoing out) {
    this.settings = settings;
    this.out = out;
  }

  // --- what is to be said

  /// Begins with OPEN.
  void open(ByteBuffer header) {
    openDue = true;
    add(header);
  }

  /// Returns whether another item of so many bytes may wait.
  boolean hasRoom(int bytes) {
    return queue.isEmpty()
        || (queued + bytes <= settings.queue() && out.queued() + bytes <= settings.queues());
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  void add(ByteBuffer item) {
    queue.add(item);
    queued += item.remaining();
    out.queued(item.remaining());
  }

  /// Adds an item of two parts. Nothing else may wait.
  void add(ByteBuffer head, Tail rest) {
    add(head);
    add(rest.bytes());
    parts = 2;
    tail = rest;
  }

  /// Returns whether an array has still to be sent.
  boolean needs(Tail wanted) {
    return tail == wanted;
  }

  /// Needs a tail no more, whose bytes from `start` on are in `copy` too.
  void replace(Tail wanted, ByteBuffer copy, int start) {
    if (needs(wanted)) {
      ByteBuffer head = parts == 2 ? queue.remove() : null;
      queue.remove();
      queue.addFirst(copy.position(wanted.bytes().position() - start));
      if (head != null) {
        queue.addFirst(head);
      }
      endTail();
    }
  }

  private void endTail() {
    if (tail != null) {
      tail.left().signal();
      tail = null;
    }
  }

  void finish() {
    eofDue = true;
  }

  /// Ends with CLOSE.
  void close(byte[] why) {
    failure = why;
    closeDue = true;
  }

  /// Forgets the items that wait. EOF with them: after half an item it would break the protocol,
  /// and CLOSE follows.
  void drop() {
    out.dropped(queued, queue.size());
    queue.clear();
    parts = 0;
    endTail();
    queued = 0;
    eofDue = false;
  }

  /// Forgets everything.
  void clear() {
    drop();
    openDue = false;
    closeDue = false;
  }

  /// Returns the size of the largest item that waits.
  int largest() {
    int largest = 0;
    int before = 0; // of the same item
    boolean more = parts == 2;
    for (ByteBuffer part : queue) {
      largest = Math.max(largest, before + part.limit()); // from its first byte, sent or not
      before = more ? part.limit() : 0;
      more = false;
    }
    return largest;
  }

  // --- who waits

  /// Returns what those who wait for room wait for.
  Condition room(Mux mux) {
    Condition known = room;
    if (known == null) {
      known = mux.condition();
      room = known;
    }
    return known;
  }

  /// Takes note that the handler wants to hear of room.
  void handlerWaits() {
    handlerWaits = true;
  }

  /// Wakes those who wait for room once half of the queue is free, so that not every item that
  /// leaves wakes somebody.
  ///
  /// @return whether the handler waits for it too, which is forgotten by that
  boolean roomMade() {
    if (queued > settings.queue() / 2) {
      return false;
    }
    wake();
    boolean tell = handlerWaits;
    handlerWaits = false;
    return tell;
  }

  /// Wakes those who wait for room, because there is some or never will be.
  void wake() {
    if (room != null) {
      room.signalAll();
    }
  }

  // --- the other end's window

  /// Begins with what the other end takes.
  void begin(int cost) {
    window.begin(cost);
  }

  void grant(int credit) throws ProtocolException {
    window.grant(credit);
  }

  // --- what can be said now

  boolean openIsDue() {
    return openDue;
  }

  boolean eofIsDue() {
    return eofDue && queue.isEmpty() && !openDue;
  }

  boolean closeIsDue() {
    return closeDue && queue.isEmpty() && !openDue;
  }

  /// Returns whether CLOSE is to come, after what else there is.
  boolean isClosing() {
    return closeDue;
  }

  boolean hasSaidClose() {
    return closeSent;
  }

  /// Returns whether nothing was said and nothing is to be.
  boolean isUnsaid() {
    return openDue && queue.isEmpty();
  }

  /// Returns the item that is to be sent next, or null.
  @Nullable ByteBuffer next() {
    return queue.peek();
  }

  /// Returns whether the item goes on after [#next].
  boolean goesOn() {
    return parts == 2;
  }

  /// Returns whether [#next] is an item of which nothing has left.
  boolean isWhole() {
    ByteBuffer next = queue.peek();
    return next != null && parts == 0 && next.position() == 0;
  }

  /// Returns how many bytes of [#next] may go in one fragment now; -1 if none may.
  int fragment(int most) {
    ByteBuffer next = queue.peek();
    return next == null ? -1 : window.fragment(next.remaining(), most);
  }

  byte[] failure() {
    return failure;
  }

  // --- what was said

  /// Takes note that OPEN has left with `bytes` of the header.
  void saidOpen(int bytes) {
    openDue = false;
    left(bytes);
  }

  /// Takes note that a fragment has left.
  void saidFragment(int bytes) {
    window.sent(bytes);
    left(bytes);
  }

  private void left(int bytes) {
    queued -= bytes;
    boolean whole = !queue.element().hasRemaining();
    if (whole) {
      queue.remove();
      parts = Math.max(0, parts - 1);
      if (parts == 0) {
        endTail();
      }
    }
    out.dropped(bytes, whole ? 1 : 0);
  }

  void saidEof() {
    eofDue = false;
  }

  void saidClose() {
    closeDue = false;
    closeSent = true;
    failure = NO_FAILURE;
  }
}
