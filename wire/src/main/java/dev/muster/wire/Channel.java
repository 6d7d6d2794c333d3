package dev.muster.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
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

  private final SendHalf sends;
  private final ReceiveHalf receives;
  private ChannelState state = ChannelState.OPEN;

  /// What [Growth] counts of it.
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
    this.sends = new SendHalf(mux.settings(), mux.out());
    Settings settings = mux.settings();
    this.receives = new ReceiveHalf(window, settings.isAsked(theirs), settings.largest(theirs));
  }

  /// Makes one of ours, which OPEN has still to tell of.
  static Channel ours(Mux mux, int id, int purpose, int window, ChannelHandler handler) {
    Channel channel = new Channel(mux, id, false, purpose, window);
    channel.handler = handler;
    return channel;
  }

  /// Makes one of the other end's.
  static Channel theirs(Mux mux, int id, int purpose, int window) {
    return new Channel(mux, id, true, purpose, window);
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
      Offer offer = offerLocked(item, null);
      if (offer == Offer.FULL) {
        sends.handlerWaits();
      }
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
    return Senders.send(this, item, null, limit);
  }

  /// As [#send(ByteBuffer, Duration)].
  public Offer send(byte[] item, Duration limit) throws InterruptedException {
    return send(ByteBuffer.wrap(item), limit);
  }

  /// As [#send(ByteBuffer, Duration)], for a long item that begins with `head` and goes on with
  /// `tail`, once nothing else waits in the queue.
  ///
  /// @param tail never changes from now on; many channels may send it
  public Offer send(byte[] head, byte[] tail, Duration limit) throws InterruptedException {
    return Senders.send(this, ByteBuffer.wrap(head), new Tail(tail, mux.condition()), limit);
  }

  /// As [#send(byte[], byte[], Duration)], but `tail` is the caller's again when this returns: it
  /// waits a moment, within `limit`, for all of it to leave, and copies what has not. Who is
  /// interrupted in that moment has sent it, and is still interrupted.
  public Offer lend(byte[] head, byte[] tail, Duration limit) throws InterruptedException {
    Tail lent = new Tail(tail, mux.condition());
    return Senders.lend(this, ByteBuffer.wrap(head), lent, limit, Senders.longestLoan(tail));
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
      requireSendable(item.remaining());
      sends.add(item);
      closeLocked(NO_FAILURE, false);
      return true;
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
        sends.finish();
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
      if (!state.isOver()) {
        closeLocked(why, atOnce);
        return true;
      }
      if (atOnce && sends.isClosing() && state != ChannelState.GONE) {
        sends.drop(); // whoever closed in order may still lose patience
        closingLocked();
      }
      return false;
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
        receives.taken(cost);
        growLocked();
        creditedLocked();
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

  /// Waits until all that was sent on this channel was taken by the driver, so that whatever is
  /// sent on others from now on comes after it.
  ///
  /// @return whether that is so; false if `limit` has passed or the channel has ended
  public boolean awaitSent(Duration limit) throws InterruptedException {
    return Senders.awaitSent(this, limit);
  }

  // --- with the lock held

  boolean isOverLocked() {
    return state.isOver();
  }

  /// @param tail what the item goes on with, or null
  Offer offerLocked(ByteBuffer item, @Nullable Tail tail) {
    if (state.isOver()) {
      return Offer.ENDED;
    }
    requireSendable((tail == null ? 0L : tail.bytes().remaining()) + item.remaining());
    if (tail == null ? !sends.hasRoom(item.remaining()) : !sends.isEmpty()) {
      return Offer.FULL;
    }
    if (tail == null) {
      sends.add(item);
    } else {
      sends.add(item, tail);
    }
    mux.out().ready(this);
    return Offer.TAKEN;
  }

  private void requireSendable(long bytes) {
    if (!state.canSend()) {
      throw new IllegalStateException(this + ": an item after finish()");
    }
    mux.other().requireSize(bytes);
  }

  private void closeLocked(byte[] why, boolean atOnce) {
    state = state.doing(ChannelState.Event.SEND_CLOSE);
    sends.close(why);
    if (atOnce) {
      sends.drop();
    }
    // The other end may wait for window before it reads what we have to say first.
    receives.takenAll();
    creditedLocked();
    endLocked();
    closingLocked();
  }

  private void closingLocked() {
    if (sends.isUnsaid()) { // the other end never hears of it
      state = ChannelState.GONE;
      sends.clear();
      mux.forget(this);
    } else {
      mux.out().ready(this);
    }
  }

  /// Lets credit leave that has become due, unless nothing can come for it.
  private void creditedLocked() {
    if (!state.canReceive() || sends.hasSaidClose()) {
      receives.takeCredit();
    }
    mux.out().ready(this);
  }

  /// Lets go of those who wait for it.
  private void endLocked() {
    mux.settled(this);
    sends.wake();
  }

  /// Returns how much memory to take for all of the item that comes, which is then the one that is
  /// free of the budget. If another is, it comes in blocks, and this returns 0.
  int placeWanted() {
    int wanted = receives.placeWanted();
    if (wanted > 0 && !mux.growth().setFree(this)) {
      receives.placed(null);
      return 0;
    }
    return wanted;
  }

  /// Gives credit in advance if the item that comes is longer than the window.
  ///
  /// @return false if it has to wait for that
  boolean growLocked() {
    long needed = receives.needed();
    if (needed == 0) {
      return true;
    }
    boolean grows = mux.growth().grow(this, needed);
    if (grows) {
      receives.advance();
      creditedLocked();
    }
    return grows;
  }

  /// Returns what it has to say, for [Outgoing] and [Senders].
  SendHalf sends() {
    return sends;
  }

  /// Returns what comes on it, for [Outgoing] and [Incoming].
  ReceiveHalf receives() {
    return receives;
  }

  boolean hasControl() {
    return receives.creditIsDue() || sends.eofIsDue() || sends.closeIsDue();
  }

  /// Takes note that CLOSE has left.
  void saidClose() {
    sends.saidClose();
    receives.takeCredit();
    if (state == ChannelState.GONE) {
      mux.forget(this);
    }
  }

  /// Takes the window that the other end has for this channel from its beginning.
  void begin(int window) {
    sends.begin(window);
    mux.out().ready(this);
  }

  void granted(int credit) throws ProtocolException {
    state = state.on(ChannelState.Event.RECV_CREDIT);
    sends.grant(credit);
    mux.out().ready(this);
  }

  /// Takes a fragment, or a part of one.
  ///
  /// @param cost what the window is charged for it
  /// @return the item that it completes and that somebody hears, or null
  @Nullable Payload fragment(ByteBuffer bytes, int cost, boolean last) throws ProtocolException {
    state = state.on(ChannelState.Event.RECV_ITEM);
    if (state.isOver()) {
      receives.drop(cost, last, !sends.hasSaidClose());
      creditedLocked();
      return null;
    }
    Payload item = receives.fragment(bytes, cost, last);
    if (item == null) {
      growLocked();
    } else {
      mux.settled(this);
    }
    return item;
  }

  /// Returns whether the item that was completed is the header.
  boolean headerCame(Payload item) {
    boolean header = receives.headerCame(item);
    if (header) {
      creditedLocked();
    }
    return header;
  }

  /// Takes the end of the other end's items.
  ///
  /// @return whether somebody hears it
  boolean ended() throws ProtocolException {
    state = state.on(ChannelState.Event.RECV_EOF);
    if (receives.isInside()) {
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
    goneLocked();
    if (sends.hasSaidClose()) {
      mux.forget(this);
    } else {
      sends.close(NO_FAILURE);
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
    goneLocked();
    return heard && handler != null;
  }

  private void goneLocked() {
    sends.clear();
    receives.clear();
    endLocked();
  }

  /// Lets `hears` hear what comes.
  ///
  /// @return whether it has asked for room before, and there is some
  boolean accepted(ChannelHandler hears) {
    handler = hears;
    return sends.roomMade();
  }
}
