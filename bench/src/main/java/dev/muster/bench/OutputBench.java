package dev.muster.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Hosts that print more than anyone reads: the slow reader must slow the hosts, and nothing may
/// pile up or be lost.
@Command(
    name = "output",
    description = "1 GiB of output on each of 4 hosts into a slow reader: memory over time.")
final class OutputBench extends Benchmark {

  private static final int LINE = 1024;
  private static final int SAMPLES = 20;
  private static final double GROWTH_BAR_MIB = 64;

  @Option(names = "--hosts", description = "hosts that print (default: ${DEFAULT-VALUE})")
  private int hosts = 4;

  @Option(names = "--mib", description = "MiB that each prints (default: ${DEFAULT-VALUE})")
  private int mib = 1024;

  @Option(
      names = "--rate",
      description = "MiB that the reader takes a second (default: ${DEFAULT-VALUE})")
  private int rate = 64;

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    long each = mib * 1024L * 1024L;
    String[] options = {"-bytes", "" + each, "-line", "" + LINE};
    try (var fleet = Server.goFleet(ground.checkout(), ground.folder(), options)) {
      Contender ours = ground.clients().muster(fleet.port(), hosts, hosts);
      ground
          .report()
          .heading(
              "%d MiB from each of %d hosts into a reader of %d MiB/s".formatted(mib, hosts, rate));
      ProcessBuilder builder = new ProcessBuilder(ours.words());
      Path errors = ground.folder().resolve("output.err");
      builder.redirectInput(Path.of("/dev/null").toFile()).redirectError(errors.toFile());
      Process process = builder.start();
      try {
        read(ground.report(), process, each);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
          throw new NotPossible("muster failed: " + Files.readString(errors));
        }
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private void read(Report report, Process process, long each) throws IOException {
    long total = each / LINE * hosts;
    List<Long> resident = new ArrayList<>();
    Lines lines = new Lines();
    long begun = System.nanoTime();
    long read = 0;
    try (InputStream in = process.getInputStream();
        var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16)) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        lines.accept(line);
        read++;
        if (read % (total / SAMPLES) == 0) {
          resident.add(Resident.kib(process.pid()));
        }
        if (read % 256 == 0) {
          pace(begun, read * LINE);
        }
      }
    }
    report(report, lines.counts(), resident, each / LINE, System.nanoTime() - begun);
  }

  /// Waits until so many bytes may have been read.
  private void pace(long begun, long bytes) {
    long due = begun + (long) (bytes * 1e9 / (rate * 1024.0 * 1024.0));
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void report(
      Report report, Map<String, Long> counts, List<Long> resident, long wanted, long nanos) {
    if (counts.size() != hosts || counts.values().stream().anyMatch(count -> count != wanted)) {
      throw new NotPossible(
          "output is lost: wanted %d lines of each of %d hosts, got %s"
              .formatted(wanted, hosts, counts));
    }
    String samples =
        resident.stream().map(kib -> "%d".formatted(kib / 1024)).collect(Collectors.joining(" "));
    report.line("  nothing lost: %,d lines of each host, in order".formatted(wanted));
    report.line("  %.1f s, %.0f MiB/s".formatted(nanos / 1e9, hosts * (double) mib * 1e9 / nanos));
    report.line("  resident MiB at each twentieth of the output: " + samples);
    double first = resident.get(SAMPLES / 4) / 1024.0;
    double most = resident.stream().mapToLong(Long::longValue).max().orElse(0) / 1024.0;
    report.line("  most %.0f MiB".formatted(most));
    report.bar("growth after the first quarter", most - first, " MiB", GROWTH_BAR_MIB);
  }
}
