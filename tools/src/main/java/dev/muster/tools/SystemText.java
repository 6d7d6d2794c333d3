package dev.muster.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the system says of itself in files, read for facts: a file that is missing, or that the
/// agent's user may not read, says nothing.
final class SystemText {

  private static final int MOST = 4 * 1024 * 1024;

  private SystemText() {}

  static String read(Path file) {
    try {
      return new String(Reading.bytes(file, MOST), StandardCharsets.UTF_8);
    } catch (IOException saysNothing) {
      return "";
    }
  }

  static List<String> lines(Path file) {
    String text = read(file);
    return text.isEmpty() ? List.of() : List.of(text.split("\r?\n", 0));
  }

  /// Returns what stands before a separator in each line, and after it; the first of equal names
  /// counts.
  static Map<String, String> pairs(Path file, String separator) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : lines(file)) {
      int at = line.indexOf(separator);
      if (at > 0 && line.charAt(0) != '#') {
        pairs.putIfAbsent(
            line.substring(0, at).strip(), line.substring(at + separator.length()).strip());
      }
    }
    return pairs;
  }

  /// Returns the fields of a text, apart by any white space.
  static List<String> fields(String text) {
    List<String> fields = new ArrayList<>(List.of(text.strip().split("\\s+", -1)));
    fields.removeIf(String::isEmpty);
    return fields;
  }

  /// Returns a whole number from the start of a text, or 0.
  static long number(String text) {
    int end = 0;
    while (end < text.length() && end < 18 && Character.digit(text.charAt(end), 10) >= 0) {
      end++;
    }
    return end == 0 ? 0 : Long.parseLong(text.substring(0, end));
  }
}
