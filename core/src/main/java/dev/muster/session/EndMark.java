package dev.muster.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds in a stream where the output of one command of a shell ends: at a mark that nobody can
/// guess, the command's status, and a dot. No I/O; one thread at a time.
final class EndMark {

  private static final int MOST_DIGITS = 3;
  private static final byte[] NOTHING = new byte[0];

  private final byte[] mark;

  /// What may be the beginning of a mark.
  private byte[] held = NOTHING;

  private int status = -1;
  private int removed;

  EndMark(String mark) {
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
  }

  /// Takes what came and returns what the command printed of it. What comes after the mark belongs
  /// to no command, and is dropped.
  byte[] take(byte[] bytes) {
    if (isFound()) {
      removed += bytes.length;
      return NOTHING;
    }
    byte[] all = joined(held, bytes);
    int at = 0;
    while (at < all.length && !mayBegin(all, at)) {
      at++;
    }
    int digits = at + mark.length;
    int dot = digits;
    while (dot < all.length && isDigit(all[dot])) {
      dot++;
    }
    if (dot < all.length) {
      status = Integer.parseInt(new String(all, digits, dot - digits, StandardCharsets.US_ASCII));
      held = NOTHING;
      removed += all.length - at;
    } else {
      held = Arrays.copyOfRange(all, at, all.length);
    }
    return at == all.length && at == bytes.length ? bytes : Arrays.copyOf(all, at);
  }

  /// Returns whether a mark, or as much of one as there is room for, begins there.
  private boolean mayBegin(byte[] all, int at) {
    int length = Math.min(mark.length, all.length - at);
    if (all[at] != mark[0] || !Arrays.equals(all, at, at + length, mark, 0, length)) {
      return false;
    }
    int digits = at + mark.length;
    int end = digits;
    while (end < all.length && end - digits < MOST_DIGITS && isDigit(all[end])) {
      end++;
    }
    return end >= all.length || (all[end] == '.' && end > digits);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /// Returns how many bytes were taken out since the last time.
  int removed() {
    int now = removed;
    removed = 0;
    return now;
  }

  /// Returns whether the mark came.
  boolean isFound() {
    return status >= 0;
  }

  /// Returns the status that came with it.
  int status() {
    return status;
  }

  /// Looks for the next one.
  void next() {
    status = -1;
  }
}
