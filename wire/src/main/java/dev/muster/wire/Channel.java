package dev.muster.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One ordered two-way stream of items inside a connection.
///
/// Items come to its [ChannelHandler]. Items that are sent wait in a queue for the window that the
/// other end gives; the queue has a bound, and whoever sends is told when it is reached, or waits.
/// For use by many threads.
public final class Channel {

  private static final byte[] NO_FAILURE = new byte[0];

  private final Mux mux;
  private final int id;
  private final boolean theirs;
  private final int purpose;

  /// Null until the acceptor has said who hears. Written by the thread that reads or opens.
  private volatile @Nullable ChannelHandler handler;

  // All that follows is guarded by the lock of the mux.

  private ChannelState state = ChannelState.OPEN;
  private final SendWindow sendWindow = new SendWindow();
  private final ReceiveWindow receiveWindow;
  private final Reassembly partial = new Reassembly();
  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>(1);
  private long queued;
  private boolean headerComes;
  private boolean openDue;
  private boolean eofDue;
  private boolean closeDue;
  private boolean closeSent;
  private int creditDue;
  private byte[] failure = NO_FAILURE;
  private boolean wantsRoom;
  private @Nullable Condition room;

  /// What [Growth] gave it.
  long grown;

  /// Whether it waits for a turn in [Outgoing].
  boolean inTurns;

  /// Whether it waits among the control frames of [Outgoing].
  boolean inControls;

  private Channel(Mux mux, int id, boolean theirs, int purpose, int window) {
    this.mux = mux;
    this.id = id;
    this.theirs = theirs;
    this.purpose = purpose;
    this.receiveWindow = new ReceiveWindow(window);
  }

  /// Makes one of ours, which OPEN has still to tell of.
  static Channel ours(
      Mux mux, int id, int purpose, int window, ByteBuffer header, ChannelHandler handler) {
    Channel channel = new Channel(mux, id, false, purpose, window);
    channel.handler = handler;
    channel.openDue = true;
    channel.queue.add(header);
    channel.queued = header.remaining();
    return channel;
  }

  /// Makes one of the other end's.
  static Channel theirs(Mux mux, int id, int purpose, int window, boolean headerComes) {
    Channel channel = new Channel(mux, id, true, purpose, window);
    channel.headerComes = headerComes;
    return channel;
  }

  /// Returns its id, an unsigned number: odd if the controller opened it.
  public int id() {
    return id;
  }

  /// Returns the connection that it is of.
  public Mux mux() {
    return mux;
  }

  /// Returns what it was opened for.
  public int purpose() {
    return purpose;
  }

  boolean isTheirs() {
    return theirs;
  }

  @Nullable ChannelHandler handler() {
    return handler;
  }

  // --- for those who use it

  /// Sends an item if there is room in the queue. After [Offer#FULL], the handler hears when there
  /// is room again.
  ///
  /// @param item belongs to the channel from now on if it is taken
  /// @throws IllegalArgumentException if it is larger than the other end takes
  /// @throws IllegalStateException after [#finish]
  public Offer trySend(ByteBuffer item) {
    mux.lock();
    try {
      Offer offer = offerLocked(item);
      wantsRoom |= offer == Offer.FULL;
      return offer;
    } finally {
      mux.unlock();
    }
  }

  /// As [#trySend(ByteBuffer)].
  public Offer trySend(byte[] item) {
    return trySend(ByteBuffer.wrap(item));
  }

  /// Sends an item, and waits for room in the queue until `limit` has passed. Not for handlers,
  /// which do not block.
  ///
  /// @param item belongs to the channel from now on if it is taken
  /// @return [Offer#FULL] if there was no room in time
  /// @throws IllegalArgumentException if it is larger than the other end takes
  /// @throws IllegalStateException after [#finish]
  /// @throws InterruptedException if the thread is interrupted before there is room; it was not
  ///   sent
  public Offer send(ByteBuffer item, Duration limit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Offer offer = offer(item);
    return offer == Offer.FULL ? awaitRoom(item, Clamp.nanos(limit)) : offer;
  }

  /// As [#send(ByteBuffer, Duration)].
  public Offer send(byte[] item, Duration limit) throws InterruptedException {
    return send(ByteBuffer.wrap(item), limit);
  }

  /// Sends an item whatever waits in the queue, and closes the channel after it. One frame follows
  /// the other, so that they leave together.
  ///
  /// @return whether this closed the channel; if not, it had ended before
  /// @throws IllegalArgumentException if the item is larger than the other end takes
  /// @throws IllegalStateException after [#finish]
  public boolean sendAndClose(ByteBuffer item) {
    mux.lock();
    try {
      if (state.isOver()) {
        return false;
      }
      requireSendable(item);
      addLocked(item);
      return closeLocked(NO_FAILURE, false);
    } finally {
      mux.unlock();
    }
  }

  /// As [#sendAndClose(ByteBuffer)].
  public boolean sendAndClose(byte[] item) {
    return sendAndClose(ByteBuffer.wrap(item));
  }

  /// Says that no more items are sent from here, after those that wait. Nothing if that was said
  /// before or the channel has ended.
  public void finish() {
    mux.lock();
    try {
      if (state.canSend()) {
        state = state.doing(ChannelState.Event.SEND_EOF);
        eofDue = true;
        mux.out().ready(this);
      }
    } finally {
      mux.unlock();
    }
  }

  /// Closes the channel, after the items that wait. From now on its handler hears nothing but what
  /// was on its way to it.
  ///
  /// @return whether this closed it; if not, it had ended before
  public boolean close() {
    return close(NO_FAILURE);
  }

  /// Closes the channel because something failed, after the items that wait.
  ///
  /// @param why what is said about it, 65,536 bytes at most; the array belongs to the channel from
  ///   now on
  /// @return whether this closed it; if not, it had ended before
  public boolean close(byte[] why) {
    return close(why, false);
  }

  /// Closes the channel at once: items that wait are not sent, and one that is half sent never
  /// arrives.
  ///
  /// @param why what is said about it, 65,536 bytes at most; the array belongs to the channel from
  ///   now on
  /// @return whether this closed it; if not, it had ended before
  public boolean abandon(byte[] why) {
    return close(why, true);
  }

  private boolean close(byte[] why, boolean atOnce) {
    if (why.length > FrameType.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "failure of " + why.length + " bytes; at most " + FrameType.MAX_PAYLOAD);
    }
    mux.lock();
    try {
      if (atOnce && closeDue && state != ChannelState.GONE) {
        dropQueueLocked(); // whoever closed in order may still lose patience
        closingLocked();
      }
      return !state.isOver() && closeLocked(why, atOnce);
    } finally {
      mux.unlock();
    }
  }

  /// Gives back the window that an item was charged, now that somebody has taken it. A second time
  /// changes nothing.
  public void taken(Payload item) {
    mux.lock();
    try {
      long cost = item.settle();
      if (cost > 0 && !state.isOver()) {
        creditLocked(receiveWindow.taken(cost));
        growLocked();
      }
    } finally {
      mux.unlock();
    }
  }

  /// Returns whether it has not ended, so that what comes is heard.
  public boolean isOpen() {
    mux.lock();
    try {
      return !state.isOver();
    } finally {
      mux.unlock();
    }
  }

  @Override
  public String toString() {
    return "channel " + Integer.toUnsignedString(id);
  }

  private Offer offer(ByteBuffer item) {
    mux.lock();
    try {
      return offerLocked(item);
    } finally {
      mux.unlock();
    }
  }

  private Offer awaitRoom(ByteBuffer item, long limit) throws InterruptedException {
    mux.driver().waiting(1); // for window
    mux.lock();
    try {
      Condition free = roomLocked();
      Offer offer = offerLocked(item);
      long left = limit;
      while (offer == Offer.FULL && left > 0) {
        left = free.awaitNanos(left);
        offer = offerLocked(item);
      }
      return offer;
    } finally {
      mux.unlock();
      mux.driver().waiting(-1);
    }
  }

  // --- sending, with the lock held

  private Offer offerLocked(ByteBuffer item) {
    if (state.isOver()) {
      return Offer.ENDED;
    }
    requireSendable(item);
    if (!queue.isEmpty() && !hasRoomLocked(item.remaining())) {
      return Offer.FULL;
    }
    addLocked(item);
    return Offer.TAKEN;
  }

  private void requireSendable(ByteBuffer item) {
    if (!state.canSend()) {
      throw new IllegalStateException(this + ": an item after finish()");
    }
    mux.requireSize(item.remaining());
  }

  private void addLocked(ByteBuffer item) {
    queue.add(item);
    queued += item.remaining();
    mux.out().queued(item.remaining());
    mux.out().ready(this);
  }

  private boolean hasRoomLocked(int bytes) {
    Settings settings = mux.settings();
    return queued + bytes <= settings.queue() && mux.out().queued() + bytes <= settings.queues();
  }

  private boolean closeLocked(byte[] why, boolean atOnce) {
    state = state.doing(ChannelState.Event.SEND_CLOSE);
    failure = why;
    closeDue = true;
    if (atOnce) {
      dropQueueLocked();
    }
    endLocked();
    // The other end may wait for window before it reads what we have to say first.
    creditLocked(receiveWindow.takenAll());
    closingLocked();
    return true;
  }

  private void closingLocked() {
    if (openDue && queue.isEmpty()) { // the other end never heard of it
      state = ChannelState.GONE;
      openDue = false;
      closeDue = false;
      eofDue = false;
      creditDue = 0;
      mux.forget(this);
    } else {
      mux.out().ready(this);
    }
  }

  private void dropQueueLocked() {
    mux.out().dropped(queued, queue.size());
    queue.clear();
    queued = 0;
    eofDue = false; // after half an item it would break the protocol; CLOSE follows
  }

  private void creditLocked(int credit) {
    if (credit > 0 && state.canReceive() && !closeSent) {
      creditDue += credit;
      mux.out().ready(this);
    }
  }

  private Condition roomLocked() {
    if (room == null) {
      room = mux.condition();
    }
    return room;
  }

  /// Lets go of what only a channel that is heard needs, and of those who wait for it.
  private void endLocked() {
    partial.clear();
    mux.settled(this);
    if (room != null) {
      room.signalAll();
    }
  }

  // --- for Outgoing, with the lock held

  boolean openIsDue() {
    return openDue;
  }

  int window() {
    return receiveWindow.size();
  }

  /// Returns the item that is to be sent next, from the byte that is, or null.
  @Nullable ByteBuffer next() {
    return queue.peek();
  }

  /// Returns the size of the largest item that waits.
  int largestQueued() {
    int largest = 0;
    for (ByteBuffer item : queue) {
      largest = Math.max(largest, item.limit()); // from its first byte, sent or not
    }
    return largest;
  }

  /// Returns how many bytes of [#next] may go in one fragment now; -1 if none may.
  int fragment(int most) {
    ByteBuffer next = queue.peek();
    return next == null ? -1 : sendWindow.fragment(next.remaining(), most);
  }

  /// Takes note that OPEN has left with `bytes` of the header.
  void opened(int bytes) {
    openDue = false;
    left(bytes);
  }

  /// Takes note that a fragment has left.
  void sent(int bytes) {
    sendWindow.sent(bytes);
    left(bytes);
  }

  private void left(int bytes) {
    queued -= bytes;
    ByteBuffer next = queue.element();
    boolean whole = !next.hasRemaining();
    if (whole) {
      queue.remove();
    }
    mux.out().dropped(bytes, whole ? 1 : 0);
  }

  /// Wakes those who wait for room once half of the queue is free, so that not every item that
  /// leaves wakes somebody.
  ///
  /// @return whether the handler waits for it too
  boolean roomMade() {
    if (queued > mux.settings().queue() / 2) {
      return false;
    }
    if (room != null) {
      room.signalAll();
    }
    boolean told = wantsRoom && handler != null;
    wantsRoom &= !told;
    return told;
  }

  boolean hasControl() {
    return creditDue > 0 || (queue.isEmpty() && !openDue && (eofDue || closeDue));
  }

  /// Returns the credit that is due and takes note that it is given.
  int giveCredit() {
    int credit = creditDue;
    creditDue = 0;
    return credit;
  }

  boolean eofIsDue() {
    return eofDue && queue.isEmpty() && !openDue;
  }

  void sentEof() {
    eofDue = false;
  }

  boolean closeIsDue() {
    return closeDue && queue.isEmpty() && !openDue;
  }

  byte[] failure() {
    return failure;
  }

  /// Takes note that CLOSE has left.
  void sentClose() {
    closeDue = false;
    closeSent = true;
    creditDue = 0;
    failure = NO_FAILURE;
    if (state == ChannelState.GONE) {
      mux.forget(this);
    }
  }

  // --- receiving, with the lock held

  void granted(int credit) throws ProtocolException {
    state = state.on(ChannelState.Event.RECV_CREDIT);
    sendWindow.grant(credit);
    mux.out().ready(this);
  }

  /// Takes the window that the other end has for this channel from its beginning.
  void begin(int window) {
    sendWindow.begin(window);
    mux.out().ready(this);
  }

  /// Takes a fragment.
  ///
  /// @return the item that it completes and that somebody hears, or null
  @Nullable Payload fragment(ByteBuffer bytes, boolean last) throws ProtocolException {
    state = state.on(ChannelState.Event.RECV_ITEM);
    int cost = ReceiveWindow.cost(bytes.remaining());
    receiveWindow.received(cost);
    if (state.isOver()) {
      if (!closeSent) {
        creditLocked(receiveWindow.taken(cost));
      }
      return null;
    }
    if (!last) {
      partial.add(bytes, cost, mux.settings().largestItem());
      growLocked();
      return null;
    }
    Payload whole = partial.finish(bytes, cost, mux.settings().largestItem());
    mux.settled(this);
    return whole;
  }

  /// Keeps the fragment of the header that came in OPEN, which the window is not charged for.
  void headerBegins(ByteBuffer bytes) throws ProtocolException {
    partial.add(bytes, 0, mux.settings().largestItem());
  }

  /// Returns whether the item that was completed is the header, and takes note that it has come.
  boolean headerCame(Payload item) {
    if (!headerComes) {
      return false;
    }
    headerComes = false;
    creditLocked(receiveWindow.taken(item.settle()));
    return true;
  }

  /// Gives credit in advance if the item that comes is longer than the window.
  void growLocked() {
    long needed = receiveWindow.needed(partial.cost());
    if (needed > 0 && mux.growth().grow(this, needed)) {
      creditLocked(receiveWindow.advance());
    }
  }

  /// Takes the end of the other end's items.
  ///
  /// @return whether somebody hears it
  boolean ended() throws ProtocolException {
    state = state.on(ChannelState.Event.RECV_EOF);
    if (!partial.isEmpty()) {
      throw new ProtocolException("EOF in the middle of an item");
    }
    return !state.isOver();
  }

  /// Takes the other end's CLOSE, and owes it an answer.
  ///
  /// @return whether somebody hears it
  boolean closed() throws ProtocolException {
    boolean heard = !state.isOver();
    state = state.on(ChannelState.Event.RECV_CLOSE);
    dropQueueLocked();
    openDue = false;
    eofDue = false;
    creditDue = 0;
    endLocked();
    if (closeSent) {
      mux.forget(this);
    } else {
      closeDue = true;
      mux.out().answer(this);
    }
    return heard && handler != null;
  }

  /// Ends with the connection.
  ///
  /// @return whether somebody hears it
  boolean lost() {
    boolean heard = !state.isOver();
    state = ChannelState.GONE;
    queue.clear();
    queued = 0;
    endLocked();
    return heard && handler != null;
  }

  /// Lets `hears` hear what comes.
  ///
  /// @return whether a sender waited for room that there is
  boolean accepted(ChannelHandler hears) {
    handler = hears;
    return roomMade();
  }
}
