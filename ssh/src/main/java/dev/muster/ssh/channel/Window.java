package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;

/// How much a peer may still send on one channel, and when to let it send more (RFC 4254 section
/// 5.2).
///
/// Credit is given back in portions of half the window, so that small outputs cost no message at
/// all. One thread at a time.
final class Window {

  private int size;
  private int left;
  private int consumed;

  Window(int size) {
    this.size = size;
    this.left = size;
  }

  int size() {
    return size;
  }

  /// Makes it larger, which lets the peer send `more` bytes at once.
  void grow(int more) {
    size += more;
    left += more;
  }

  /// Takes note of `count` bytes that came.
  ///
  /// @throws ProtocolException if that is more than was allowed: a peer that ignores the window
  ///   would fill our memory
  void received(int count) throws ProtocolException {
    if (count > left) {
      throw new ProtocolException(count + " bytes on a channel whose window has " + left + " left");
    }
    left -= count;
  }

  /// Takes note of `count` bytes that were dealt with.
  ///
  /// @return how many bytes of credit to give back now; 0 while that is not worth a message
  int consumed(int count) {
    if (count < 0 || count > size - left - consumed) {
      throw new IllegalArgumentException(
          count + " bytes consumed where " + (size - left - consumed) + " were given");
    }
    consumed += count;
    if (consumed < (size + 1) / 2) {
      return 0;
    }
    int credit = consumed;
    left += credit;
    consumed = 0;
    return credit;
  }
}
