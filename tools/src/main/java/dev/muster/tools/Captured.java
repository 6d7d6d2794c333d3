package dev.muster.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a program wrote to one of its streams.
///
/// @param head the first of it, and all of it unless `dropped` is more than 0
/// @param dropped how many bytes after that were not kept
/// @param tail the last of it, after what was dropped
@SuppressWarnings("ArrayRecordComponent") // only records travel; the arrays are copied and compared
public record Captured(byte[] head, long dropped, byte[] tail) {

  public Captured {
    head = head.clone();
    tail = tail.clone();
  }

  @Override
  public byte[] head() {
    return head.clone();
  }

  @Override
  public byte[] tail() {
    return tail.clone();
  }

  /// Returns whether all of it was kept.
  public boolean isWhole() {
    return dropped == 0;
  }

  /// Returns it as UTF-8, with U+FFFD for what is none, and with a line in the place of what was
  /// dropped.
  public String text() {
    String start = new String(head, StandardCharsets.UTF_8);
    return dropped == 0
        ? start
        : start
            + "\n[... "
            + dropped
            + " bytes left out ...]\n"
            + new String(tail, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Captured that
        && dropped == that.dropped
        && Arrays.equals(head, that.head)
        && Arrays.equals(tail, that.tail);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(head) * 31 + Arrays.hashCode(tail);
  }

  @Override
  public String toString() {
    return text();
  }
}
