package dev.muster.wire;

/// How much we may still send on one channel, in cost as [ReceiveWindow] counts it. Arithmetic
/// only; whoever uses it guards it.
final class SendWindow {

  /// A fragment that is not the last of its item is not cut shorter than this, so that a window
  /// with a few bytes left makes no crumbs.
  private static final int LEAST_FRAGMENT = 256;

  private long left;

  /// Begins with what the other end allows from the start.
  void begin(int window) {
    left += window;
  }

  /// Adds credit that the other end gave.
  ///
  /// @throws ProtocolException if it is nothing, or takes the window over 2³¹−1
  void grant(int credit) throws ProtocolException {
    if (credit <= 0 || left + credit > Integer.MAX_VALUE) {
      throw new ProtocolException(
          "credit of " + Integer.toUnsignedString(credit) + " on top of " + left);
    }
    left += credit;
  }

  /// Returns how many of `bytes` may go in one fragment now; -1 if none may, not even none.
  int fragment(int bytes, int most) {
    int whole = Math.min(bytes, most);
    if (left >= ReceiveWindow.cost(whole)) {
      return whole;
    }
    int part = (int) left - ReceiveWindow.OVERHEAD;
    return part >= LEAST_FRAGMENT ? part : -1;
  }

  /// Takes note of a fragment that is sent.
  void sent(int bytes) {
    left -= ReceiveWindow.cost(bytes);
  }
}
