package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs whole processes under GNU time, with output to files so that no reader disturbs the
/// measurement.
final class Measure {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path time;
  private final Path folder;
  private int runs;

  /// @param folder where the output goes
  /// @throws NotPossible when GNU time is not installed
  Measure(Path folder) {
    this.time = Tools.find("time", "time");
    this.folder = folder;
  }

  /// Runs a process to its end.
  ///
  /// @throws NotPossible when it does not end within ten minutes or cannot be started
  Measured run(List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    runs++;
    Path cost = folder.resolve(runs + ".cost");
    Path out = folder.resolve(runs + ".out");
    Path err = folder.resolve(runs + ".err");
    List<String> all =
        new ArrayList<>(List.of(time.toString(), "-q", "-f", "%U %S %M", "-o", cost.toString()));
    all.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    long begun = System.nanoTime();
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    Duration wall = Duration.ofNanos(System.nanoTime() - begun);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new NotPossible(
          "still running after " + LIMIT.toMinutes() + " minutes: " + String.join(" ", words));
    }
    return parse(Files.readString(cost), wall, process.exitValue(), out, err);
  }

  /// @param cost what GNU time wrote: user and system time in seconds, peak memory in KiB
  static Measured parse(String cost, Duration wall, int exit, Path out, Path err) {
    String[] fields = cost.strip().split(" ", -1);
    if (fields.length != 3) {
      throw new NotPossible("GNU time: wanted three figures, got '" + cost.strip() + "'");
    }
    return new Measured(
        seconds(fields[0]), seconds(fields[1]), wall, Long.parseLong(fields[2]), exit, out, err);
  }

  private static Duration seconds(String text) {
    return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9));
  }
}
