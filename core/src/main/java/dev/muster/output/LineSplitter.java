package dev.muster.output;

import dev.muster.model.Line;
import dev.muster.model.StdStream;
import java.util.Arrays;
import java.util.function.Consumer;

/// Makes lines of one stream of one host. For use by one thread.
///
/// A line ends with `\n` or `\r\n`, and at the end of the stream. One longer than [Line#MAX_BYTES]
/// comes in pieces, cut between characters. Lines are cut from bytes, so a character that was cut
/// between two packets is whole again.
public final class LineSplitter {

  private static final byte[] NOTHING = new byte[0];

  private final String host;
  private final int rank;
  private final StdStream stream;

  /// The beginning of a line whose end has not come; `held` bytes of it.
  private byte[] begun = NOTHING;

  private int held;

  public LineSplitter(String host, int rank, StdStream stream) {
    this.host = host;
    this.rank = rank;
    this.stream = stream;
  }

  /// Takes bytes, which must not be changed any more, and hands out the lines that they end.
  public void take(byte[] bytes, int length, Consumer<Line> lines) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        line(bytes, from, i, lines);
        from = i + 1;
      }
    }
    hold(bytes, from, length, lines);
  }

  /// Hands out what came after the last line end.
  public void end(Consumer<Line> lines) {
    if (held > 0) {
      hand(begun, 0, held, true, lines);
      begun = NOTHING;
      held = 0;
    }
  }

  private void line(byte[] bytes, int from, int to, Consumer<Line> lines) {
    if (held == 0 && to - from <= Line.MAX_BYTES) {
      hand(bytes, from, withoutReturn(bytes, from, to), true, lines);
      return;
    }
    hold(bytes, from, to, lines);
    hand(begun, 0, withoutReturn(begun, 0, held), true, lines);
    begun = NOTHING;
    held = 0;
  }

  private static int withoutReturn(byte[] bytes, int from, int to) {
    return to > from && bytes[to - 1] == '\r' ? to - 1 : to;
  }

  /// Keeps bytes for later, at most one piece; what is more is handed out in pieces.
  private void hold(byte[] bytes, int from, int to, Consumer<Line> lines) {
    int at = from;
    while (at < to) {
      if (held == Line.MAX_BYTES) {
        cut(lines);
      }
      int taken = Math.min(to - at, Line.MAX_BYTES - held);
      if (begun.length < held + taken) {
        int wanted = Math.max(held + taken, Math.min(2 * held, Line.MAX_BYTES));
        begun = Arrays.copyOf(begun, wanted);
      }
      System.arraycopy(bytes, at, begun, held, taken);
      held += taken;
      at += taken;
    }
  }

  /// Hands out the piece that is held, but for a character at its end that is not whole, or a `\r`
  /// that may belong to the line end.
  private void cut(Consumer<Line> lines) {
    int end = begun[held - 1] == '\r' ? held - 1 : wholeCharacters(begun, held);
    byte[] rest = Arrays.copyOfRange(begun, end, held);
    hand(begun, 0, end, false, lines);
    begun = rest;
    held = rest.length;
  }

  /// Returns where to cut so that no UTF-8 character is cut: at most three bytes before `length`.
  static int wholeCharacters(byte[] bytes, int length) {
    int start = length - 1;
    while (start > length - 4 && start > 0 && (bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    int lead = bytes[start] & 0xFF;
    int wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return start + wanted > length ? start : length;
  }

  private void hand(byte[] bytes, int from, int to, boolean whole, Consumer<Line> lines) {
    lines.accept(new Line(host, rank, stream, bytes, from, to, whole));
  }
}
