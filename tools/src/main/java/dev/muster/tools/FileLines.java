package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Looks into files of any size line by line, such as logs: `web.call(FileLines::tail,
/// "/var/log/syslog", 20)`.
///
/// Lines end with `\n` or `\r\n`; what is no UTF-8 in them becomes U+FFFD. A call returns 200,000
/// lines and 16 MiB at most, and refuses lines of more than 1 MiB. A call that is cancelled ends
/// with [java.nio.channels.ClosedByInterruptException].
public final class FileLines {

  private FileLines() {}

  /// Returns lines of a file of any size, without their ends.
  ///
  /// @param first the number of the first one, counted from 1
  /// @param count how many at most
  public static List<String> lines(String path, long first, int count) throws IOException {
    Path file = Place.of(path);
    checkCount(count);
    return Place.explaining(() ->
        LineScan.of(file, first, count, line -> true).stream().map(NumberedLine::text).toList());
  }

  /// Returns the last lines of a file of any size, without their ends.
  ///
  /// @param count how many at most
  public static List<String> tail(String path, int count) throws IOException {
    Path file = Place.of(path);
    checkCount(count);
    return count == 0 ? List.of() : Place.explaining(() -> LineScan.tail(file, count));
  }

  /// Returns the lines of a file of any size in which a regular expression finds something.
  ///
  /// @param most how many at most
  public static List<NumberedLine> matching(String path, String regex, int most)
      throws IOException {
    Path file = Place.of(path);
    checkCount(most);
    Pattern pattern = Pattern.compile(regex);
    return Place.explaining(() -> LineScan.of(file, 1, most, line -> pattern.matcher(line).find()));
  }

  private static void checkCount(int count) {
    if (count < 0 || count > LineScan.MOST_LINES) {
      throw new IllegalArgumentException(
          "the number of lines is 0 to " + LineScan.MOST_LINES + ", got " + count);
    }
  }
}
