package dev.muster.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A figure that a process prints in a line `key=number`.
///
/// @param key its name in that line
/// @param what it is, for people
/// @param unit of the number
/// @param kind whether there is a bar, and on which side of it to be
/// @param bar the bar, 0 if there is none
record CallFigure(String key, String what, String unit, Kind kind, double bar) {

  private static final Pattern LINE = Pattern.compile("^(\\w+)=([0-9.]+)$", Pattern.MULTILINE);

  enum Kind {
    PLAIN,
    MOST,
    LEAST
  }

  static CallFigure plain(String key, String what, String unit) {
    return new CallFigure(key, what, unit, Kind.PLAIN, 0);
  }

  /// One that must not be above its bar.
  static CallFigure most(String key, String what, String unit, double bar) {
    return new CallFigure(key, what, unit, Kind.MOST, bar);
  }

  /// One that must not be below its bar.
  static CallFigure least(String key, String what, String unit, double bar) {
    return new CallFigure(key, what, unit, Kind.LEAST, bar);
  }

  /// Reads the figures in a process's output, other lines being passed over.
  static Map<String, Double> parse(String text) {
    Map<String, Double> figures = new HashMap<>();
    Matcher lines = LINE.matcher(text);
    while (lines.find()) {
      figures.put(lines.group(1), Double.parseDouble(lines.group(2)));
    }
    return figures;
  }

  /// Which of the figures are not there, or nothing: an empty text.
  static String fault(List<CallFigure> wanted, Map<String, Double> got) {
    List<String> missing =
        wanted.stream().map(CallFigure::key).filter(key -> !got.containsKey(key)).toList();
    return missing.isEmpty()
        ? ""
        : "wanted figures " + missing + ", got " + new TreeSet<>(got.keySet());
  }

  /// A number of it: more digits for what is small.
  String shown(double value) {
    return (value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f").formatted(value);
  }
}
