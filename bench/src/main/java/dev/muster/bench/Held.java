package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory of a client at some numbers of connections held open and idle.
///
/// @param points connections held, and resident memory in KiB
record Held(List<Figures.Point> points) {

  private static final Pattern LINE =
      Pattern.compile("^held=(\\d+) rss_kib=(\\d+)$", Pattern.MULTILINE);

  Held {
    points = List.copyOf(points);
  }

  /// Reads the lines `held=N rss_kib=N` of a client's output.
  static Held parse(String text) {
    Matcher lines = LINE.matcher(text);
    return new Held(
        lines
            .results()
            .map(line ->
                new Figures.Point(
                    Double.parseDouble(line.group(1)), Double.parseDouble(line.group(2))))
            .toList());
  }

  static Held read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /// What each connection adds, in KiB.
  double perConnection() {
    return Figures.slope(points);
  }
}
