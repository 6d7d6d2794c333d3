package dev.muster.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Keeps the first and the last of a stream.
final class Capture {

  private static final int BLOCK = 64 * 1024;

  private final InputStream stream;
  private final int headBytes;
  private final int tailBytes;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] block = new byte[BLOCK];

  /// A ring: its last byte stands before `end`.
  private byte[] tail = new byte[0];

  private int end;
  private long total;

  Capture(InputStream stream, int most) {
    this.stream = stream;
    this.headBytes = most - most / 2;
    this.tailBytes = most / 2;
  }

  InputStream stream() {
    return stream;
  }

  /// Takes what is there to be read without waiting. Nobody else reads the stream.
  ///
  /// @return whether there was something
  boolean drain() throws IOException {
    int there = available();
    int read = there == 0 ? 0 : stream.read(block, 0, Math.min(there, block.length));
    if (read > 0) {
      keep(read);
    }
    return read > 0;
  }

  private int available() {
    try {
      return stream.available();
    } catch (IOException closed) {
      return 0;
    }
  }

  private void keep(int count) {
    int first = Math.min(count, headBytes - head.size());
    head.write(block, 0, first);
    total += count;
    int from = Math.max(first, count - tailBytes);
    if (from < count && tail.length < tailBytes) {
      tail = Arrays.copyOf(tail, tailBytes);
    }
    for (int at = from; at < count; ) {
      int part = Math.min(count - at, tailBytes - end);
      System.arraycopy(block, at, tail, end, part);
      at += part;
      end = (end + part) % tailBytes;
    }
  }

  /// Returns what was kept.
  Captured captured() {
    long afterHead = total - head.size();
    int kept = (int) Math.min(afterHead, tail.length);
    byte[] last = new byte[kept];
    int start = kept == 0 ? 0 : Math.floorMod(end - kept, tail.length);
    for (int i = 0; i < kept; i++) {
      last[i] = tail[(start + i) % tail.length];
    }
    long dropped = afterHead - kept;
    if (dropped > 0) {
      return new Captured(head.toByteArray(), dropped, last);
    }
    head.write(last, 0, kept);
    return new Captured(head.toByteArray(), 0, new byte[0]);
  }
}
