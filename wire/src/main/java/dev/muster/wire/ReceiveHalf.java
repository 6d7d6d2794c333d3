package dev.muster.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What comes on one channel: fragments until an item is whole, and the window that the other end
/// has for them.
///
/// Guarded by the lock of its [Mux].
final class ReceiveHalf {

  private final int largestItem;
  private final ReceiveWindow window;
  private final Reassembly partial;
  private boolean headerComes;

  /// Whether an item has begun and is not whole, read or not.
  private boolean inside;

  private int creditDue;

  /// @param cost the window
  /// @param places whether memory may be taken for an array before all of it has come
  ReceiveHalf(int cost, boolean places, int largestItem) {
    this.window = new ReceiveWindow(cost);
    this.partial = places ? new Reassembly(cost, largestItem) : new Reassembly(0, 0);
    this.largestItem = largestItem;
  }

  int window() {
    return window.size();
  }

  /// Begins with the first fragment of the header, which came in OPEN; the window is not charged
  /// for that.
  void headerBegins(ByteBuffer bytes) throws ProtocolException {
    headerComes = true;
    inside = true;
    partial.add(bytes, 0, largestItem);
  }

  /// Takes a fragment.
  ///
  /// @param cost what the window is charged for it
  /// @return the item that it completes, or null
  @Nullable Payload fragment(ByteBuffer bytes, int cost, boolean last) throws ProtocolException {
    charge(cost, last);
    if (last) {
      return partial.finish(bytes, cost, largestItem);
    }
    partial.add(bytes, cost, largestItem);
    return null;
  }

  /// Takes a fragment that nobody will read.
  ///
  /// @param credits whether window is given for it all the same
  void drop(int cost, boolean last, boolean credits) throws ProtocolException {
    charge(cost, last);
    if (credits) {
      creditDue += window.taken(cost);
    }
  }

  private void charge(int cost, boolean last) throws ProtocolException {
    inside = !last;
    window.received(cost);
  }

  /// Returns whether the item that was completed is the header, which is taken by that.
  boolean headerCame(Payload item) {
    if (!headerComes) {
      return false;
    }
    headerComes = false;
    taken(item.settle());
    return true;
  }

  /// Returns whether an item has begun and is not whole.
  boolean isInside() {
    return inside;
  }

  /// Takes note that an item was taken by who reads.
  void taken(long cost) {
    creditDue += window.taken(cost);
  }

  /// Takes note that nobody will read any more.
  void takenAll() {
    partial.clear();
    creditDue += window.takenAll();
  }

  /// Returns how many bytes the item that comes wants to be put into, once everything before it was
  /// taken; 0 if none.
  int placeWanted() {
    return window.isAll(partial.cost()) ? partial.wanted() : 0;
  }

  /// Takes what was wanted, or null if there is none.
  void placed(byte @Nullable [] place) {
    partial.placed(place);
  }

  /// Returns how much credit in advance the item that comes needs to go on; 0 if none.
  long needed() {
    return window.needed(partial.cost());
  }

  /// Gives the credit that [#needed] spoke of.
  void advance() {
    creditDue += window.advance();
  }

  boolean creditIsDue() {
    return creditDue > 0;
  }

  /// Returns the credit that is due, and takes note that it is given or not needed.
  int takeCredit() {
    int credit = creditDue;
    creditDue = 0;
    return credit;
  }

  /// Forgets what came.
  void clear() {
    partial.clear();
    creditDue = 0;
  }
}
