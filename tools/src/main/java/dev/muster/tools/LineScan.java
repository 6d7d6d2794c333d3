package dev.muster.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Lines of a file of any size, while never more of it is in memory than what is asked for. Lines
/// end with `\n` or `\r\n`; what is no UTF-8 in them becomes U+FFFD.
final class LineScan {

  /// What one call returns at most.
  static final int MOST_LINES = 200_000;

  /// A longer line is no line.
  private static final int MOST_LINE = 1024 * 1024;

  private static final int BLOCK = 64 * 1024;

  private final Path file;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
  private final FileChannel channel;
  private byte[] line = new byte[256];
  private int length;
  private long number;

  private LineScan(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Returns the lines that fit, from a line on.
  ///
  /// @param first the number of the first line looked at, counted from 1
  /// @param most how many are returned at most
  static List<NumberedLine> of(Path file, long first, int most, Predicate<String> wanted)
      throws IOException {
    List<NumberedLine> found = new ArrayList<>();
    long bytes = 0;
    try (FileChannel channel = Reading.open(file)) {
      LineScan scan = new LineScan(file, channel);
      while (found.size() < most && scan.next()) {
        if (scan.number >= first && wanted.test(scan.text())) {
          found.add(new NumberedLine(scan.number, scan.text()));
          bytes += scan.length;
          checkSize(file, bytes);
        }
      }
    }
    return found;
  }

  private static void checkSize(Path file, long bytes) throws IOException {
    if (bytes > Reading.STANDARD_LIMIT) {
      throw Place.trouble(
          file,
          "these lines hold more than the limit of "
              + Reading.STANDARD_LIMIT
              + " bytes; ask for fewer");
    }
  }

  private boolean next() throws IOException {
    length = 0;
    while (true) {
      if (!block.hasRemaining()) {
        block.clear();
        int read = channel.read(block);
        block.flip();
        if (read < 0) {
          number++;
          return length > 0;
        }
      }
      byte[] bytes = block.array();
      int start = block.position();
      int end = start;
      while (end < block.limit() && bytes[end] != '\n') {
        end++;
      }
      keep(bytes, start, end);
      boolean ended = end < block.limit();
      block.position(ended ? end + 1 : end);
      if (ended) {
        number++;
        return true;
      }
    }
  }

  private void keep(byte[] bytes, int start, int end) throws IOException {
    int more = end - start;
    if (length + more > MOST_LINE) {
      throw Place.trouble(
          file,
          "line " + (number + 1) + " is longer than " + MOST_LINE + " bytes; read it as bytes");
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length));
    }
    System.arraycopy(bytes, start, line, length, more);
    length += more;
  }

  private String text() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }

  /// Returns the last lines, read from the end of the file.
  static List<String> tail(Path file, int most) throws IOException {
    try (FileChannel channel = Reading.open(file)) {
      long size = channel.size();
      long start = size;
      int ends = 0;
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (start > 0 && ends < most) {
        int count = (int) Math.min(BLOCK, start);
        fill(channel, block.clear().limit(count), start - count);
        int at = count;
        while (at > 0 && ends < most) {
          at--;
          boolean isEnd = block.get(at) == '\n' && start - count + at < size - 1;
          ends += isEnd ? 1 : 0;
        }
        start = ends == most ? start - count + at + 1 : start - count;
        checkSize(file, size - start);
      }
      ByteBuffer found = ByteBuffer.allocate((int) (size - start));
      fill(channel, found, start);
      return split(found.array());
    }
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file was cut while it was read");
      }
    }
  }

  private static List<String> split(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
      lines.add(new String(bytes, start, last - start, StandardCharsets.UTF_8));
      start = end + 1;
    }
    return lines;
  }
}
