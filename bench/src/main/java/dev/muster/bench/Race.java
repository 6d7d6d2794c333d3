package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Programs that do the same work in turn (ours, theirs, ours, theirs), so that what disturbs the
/// machine disturbs all of them.
final class Race {

  private final Map<String, List<Measured>> runs = new LinkedHashMap<>();

  private Race() {}

  /// Runs each contender so many times.
  ///
  /// @throws NotPossible when a run did not do its work; the rows printed until then stand
  static Race run(Report report, Measure measure, List<Contender> contenders, int times)
      throws IOException, InterruptedException {
    Race race = new Race();
    report.row(List.of("run", "program", "user", "system", "cpu", "wall", "peak memory"));
    for (int i = 1; i <= times; i++) {
      for (Contender contender : contenders) {
        Measured run = checked(measure, contender);
        race.runs.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(run);
        report.row(row("" + i, contender.name(), run));
      }
    }
    race.runs.forEach((name, all) -> report.row(medians(name, all)));
    return race;
  }

  /// Runs a contender once and makes sure that it did its work.
  static Measured checked(Measure measure, Contender contender)
      throws IOException, InterruptedException {
    Measured run = measure.run(contender.words(), contender.environment());
    String fault = contender.check().fault(run);
    if (!fault.isEmpty()) {
      throw new NotPossible(
          "%s: %s%n  command: %s%n  exit status %d; it said: %s"
              .formatted(
                  contender.name(),
                  fault,
                  String.join(" ", contender.words()),
                  run.exit(),
                  head(run.err())));
    }
    return run;
  }

  private static String head(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return text.length() > 1000 ? text.substring(0, 1000) + " ..." : text;
  }

  private static List<String> row(String run, String name, Measured m) {
    return cells(
        run, name, seconds(m.user()), seconds(m.system()), seconds(m.wall()), (double) m.peakKib());
  }

  private static List<String> medians(String name, List<Measured> all) {
    return cells(
        "median",
        name,
        median(all, m -> seconds(m.user())),
        median(all, m -> seconds(m.system())),
        median(all, m -> seconds(m.wall())),
        median(all, m -> (double) m.peakKib()));
  }

  private static List<String> cells(
      String run, String name, double user, double system, double wall, double peakKib) {
    return List.of(
        run,
        name,
        "%.2f s".formatted(user),
        "%.2f s".formatted(system),
        "%.2f s".formatted(user + system),
        "%.3f s".formatted(wall),
        "%.0f MiB".formatted(peakKib / 1024));
  }

  private static double median(List<Measured> all, ToDoubleFunction<Measured> figure) {
    return Figures.median(all.stream().mapToDouble(figure).toArray());
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  double[] cpu(String name) {
    return each(name, m -> seconds(m.cpu()));
  }

  double[] wall(String name) {
    return each(name, m -> seconds(m.wall()));
  }

  double[] memory(String name) {
    return each(name, m -> (double) m.peakKib());
  }

  List<Measured> all(String name) {
    List<Measured> all = runs.get(name);
    if (all == null) {
      throw new IllegalArgumentException(name + " did not run; there are " + runs.keySet());
    }
    return all;
  }

  private double[] each(String name, ToDoubleFunction<Measured> figure) {
    return all(name).stream().mapToDouble(figure).toArray();
  }
}
