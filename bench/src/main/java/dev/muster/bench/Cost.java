package dev.muster.bench;

import java.util.List;
import java.util.regex.Pattern;

/// What a client says a round of work has cost it, without the start and the end of its process.
///
/// @param ok hosts that gave the right answer
/// @param failed hosts that did not
/// @param wallMillis from the first connection's begin to the last one's end
/// @param cpuMillis processor time of the whole process in that time
record Cost(int ok, int failed, double wallMillis, double cpuMillis) {

  private static final Pattern LINE =
      Pattern.compile(
          "^ok=(\\d+) failed=(\\d+) bytes=\\d+ wall_ms=([0-9.]+) cpu_ms=([0-9.]+)",
          Pattern.MULTILINE);

  /// The rounds in a client's output, in order.
  static List<Cost> parse(String text) {
    return LINE.matcher(text)
        .results()
        .map(line ->
            new Cost(
                Integer.parseInt(line.group(1)),
                Integer.parseInt(line.group(2)),
                Double.parseDouble(line.group(3)),
                Double.parseDouble(line.group(4))))
        .toList();
  }
}
