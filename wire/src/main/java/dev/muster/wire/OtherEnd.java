package dev.muster.wire;

/// What is known of the other end: what its HELLO said, and how many of our PINGs it has still to
/// answer.
///
/// Guarded by the lock of its [Mux].
final class OtherEnd {

  private int window;
  private int largestItem;
  private int pings;

  /// Takes what HELLO said.
  void introduced(int itsWindow, int itsLargestItem) {
    window = itsWindow;
    largestItem = itsLargestItem;
  }

  /// Returns the window that it has for each channel of ours; 0 before HELLO.
  int window() {
    return window;
  }

  /// Checks that it takes an item of so many bytes; before HELLO nobody knows.
  ///
  /// @throws IllegalArgumentException if it does not
  void requireSize(long bytes) {
    if (largestItem > 0 && bytes > largestItem) {
      throw new IllegalArgumentException(
          "item of " + bytes + " bytes; the other end takes " + largestItem + " at most");
    }
  }

  /// Returns whether one more PING may be sent, and takes note of it.
  boolean mayPing() {
    if (pings >= Outgoing.MAX_PINGS) {
      return false;
    }
    pings++;
    return true;
  }

  void ponged() throws ProtocolException {
    if (pings == 0) {
      throw new ProtocolException("PONG without a PING");
    }
    pings--;
  }
}
