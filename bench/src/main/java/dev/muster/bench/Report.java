package dev.muster.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a benchmark prints, and whether its bars were met.
final class Report {

  private final PrintStream out;
  private int missed;

  Report(PrintStream out) {
    this.out = out;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void heading(String text) {
    line("");
    line(text);
  }

  /// Ratios pair by pair, for reading beside the medians.
  void ratios(String what, double[] each, double bar) {
    bar(what + "  " + joined(each, "%.2f") + "  median", Figures.median(each), "", bar);
  }

  void ratios(String what, double[] each) {
    line("  %s  %s  median %.2f".formatted(what, joined(each, "%.2f"), Figures.median(each)));
  }

  /// One figure that must not be above its bar.
  void bar(String what, double value, String unit, double bar) {
    boolean met = value <= bar;
    missed += met ? 0 : 1;
    line(
        "  %s %.2f%s  bar %.2f%s  %s"
            .formatted(what, value, unit, bar, unit, met ? "met" : "MISSED"));
  }

  /// One figure that must not be below its bar.
  void floor(String what, double value, String unit, double bar) {
    boolean met = value >= bar;
    missed += met ? 0 : 1;
    line(
        "  %s %.2f%s  bar at least %.2f%s  %s"
            .formatted(what, value, unit, bar, unit, met ? "met" : "MISSED"));
  }

  static String joined(double[] values, String format) {
    return Arrays.stream(values).mapToObj(format::formatted).collect(Collectors.joining(" "));
  }

  /// One row of a table, printed at once: two columns of names, the others to the right.
  void row(List<String> cells) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      text.append((i < 2 ? "  %-9s" : "%13s").formatted(cells.get(i)));
    }
    line(text.toString());
  }

  /// 0 when every bar was met, else 1.
  int exit() {
    return missed == 0 ? 0 : 1;
  }
}
