package dev.muster.wire;

/// How much the other end may still send on one channel, and when to let it send more. Arithmetic
/// only; whoever uses it guards it.
///
/// Everything is counted in cost: a fragment costs its bytes and [#OVERHEAD], so that even empty
/// items use up the window.
///
/// An item that is longer than the window could never be complete if credit came only for what was
/// taken. So once everything before it was taken, its fragments are credited in advance, and what
/// was given in advance is not given again when the item is taken. Always: `left + owed + (held -
/// advance) = size`.
final class ReceiveWindow {

  /// The smallest window: with less, a sender would cut items into crumbs.
  static final int LEAST = 1024;

  /// What a fragment costs besides its bytes: about as much memory as it takes to keep one. Without
  /// it, any number of empty items could fill the memory of an end that does not read.
  static final int OVERHEAD = 64;

  private final int size;
  private int left;
  private long held;
  private long advance;
  private int owed;

  ReceiveWindow(int size) {
    this.size = size;
    this.left = size;
  }

  int size() {
    return size;
  }

  /// Returns the cost of a fragment.
  static int cost(int bytes) {
    return OVERHEAD + bytes;
  }

  /// Takes note of a fragment that came.
  ///
  /// @throws ProtocolException if that is more than was allowed: a peer that ignores the window
  ///   would fill our memory
  void received(int cost) throws ProtocolException {
    if (cost > left) {
      throw new ProtocolException(
          "fragment that costs " + cost + " on a channel whose window has " + left + " left");
    }
    left -= cost;
    held += cost;
  }

  /// Takes note that an item was taken by who reads.
  ///
  /// @return how much credit to give now; 0 while that is not worth a frame
  int taken(long cost) {
    if (cost < 0 || cost > held) {
      throw new IllegalArgumentException("cost " + cost + " taken where " + held + " is held");
    }
    held -= cost;
    long paid = Math.min(advance, cost);
    advance -= paid;
    owed += (int) (cost - paid);
    return owed >= half() ? give() : 0;
  }

  /// Takes note that nobody will read what is held.
  ///
  /// @return how much credit to give now
  int takenAll() {
    owed += (int) (held - advance);
    held = 0;
    advance = 0;
    return give();
  }

  /// Returns whether `partial` is all that is held.
  boolean isAll(long partial) {
    return held == partial;
  }

  /// Returns how much credit an item of which `partial` has come needs in advance to go on; 0 if it
  /// can go on without, or has to wait until what is before it was taken.
  long needed(long partial) {
    return isAll(partial) && left < half() ? held - advance : 0;
  }

  /// Gives the credit that [#needed] spoke of.
  ///
  /// @return how much credit to give now
  int advance() {
    owed += (int) (held - advance);
    advance = held;
    return give();
  }

  private int give() {
    int credit = owed;
    left += credit;
    owed = 0;
    return credit;
  }

  private int half() {
    return size - size / 2;
  }
}
