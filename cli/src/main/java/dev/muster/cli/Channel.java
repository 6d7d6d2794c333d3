package dev.muster.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// One of the process's outputs, buffered. A reader that has gone away (`| head`) is noted, not
/// thrown: whoever drives the run looks at [#isBroken]. For use by one thread.
final class Channel {

  private final OutputStream target;
  private final byte[] buffer = new byte[64 << 10];
  private int length;
  private boolean broken;

  Channel(OutputStream target) {
    this.target = target;
  }

  void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  void write(byte[] bytes, int from, int count) {
    if (count > buffer.length - length) {
      flush();
    }
    if (count > buffer.length) {
      push(bytes, from, count);
    } else {
      System.arraycopy(bytes, from, buffer, length, count);
      length += count;
    }
  }

  void write(char ascii) {
    if (length == buffer.length) {
      flush();
    }
    buffer[length++] = (byte) ascii;
  }

  void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void line(String text) {
    write(text);
    write('\n');
  }

  void flush() {
    int waiting = length;
    length = 0;
    if (waiting > 0) {
      push(buffer, 0, waiting);
    }
  }

  private void push(byte[] bytes, int from, int count) {
    if (!broken) {
      try {
        target.write(bytes, from, count);
      } catch (IOException e) {
        broken = true;
      }
    }
  }

  /// Returns whether nobody reads it any more.
  boolean isBroken() {
    return broken;
  }
}
