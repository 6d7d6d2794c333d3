package dev.muster.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What a connection that is held open and idle adds to resident memory.
@Command(name = "idle", description = "Memory of connections held open and idle.")
final class IdleBench extends Benchmark {

  private static final int STEPS = 5;

  @Option(
      names = "--most",
      description = "connections held at the end, in five equal steps (default: ${DEFAULT-VALUE})")
  private int most = 12_500;

  @Option(names = "--limit", description = "connections begun at once (default: ${DEFAULT-VALUE})")
  private int limit = 200;

  @Option(
      names = "--peers",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "measure Go and asyncssh too (default: ${DEFAULT-VALUE})")
  private boolean peers;

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    String open = Tools.say(List.of("/bin/sh", "-c", "ulimit -n"), Map.of());
    if (!open.equals("unlimited") && Long.parseLong(open) < most + 100) {
      throw new NotPossible(
          "%d connections need as many open files, and %s are allowed: ulimit -n %d, or --most"
              .formatted(most, open, most + 100));
    }
    String marks =
        IntStream.rangeClosed(1, STEPS)
            .mapToObj(step -> Integer.toString(most * step / STEPS))
            .collect(Collectors.joining(","));
    try (var fleet = Server.goFleet(ground.checkout(), ground.folder())) {
      Report report = ground.report();
      report.heading("resident memory with connections held open and idle, and what each adds");
      for (Engines.Layer layer : Engines.all()) {
        Contender ours = ground.clients().holding(layer, fleet.port(), most, limit, marks);
        double each = held(ground, ours);
        report.bar(
            "memory of an idle connection in " + layer.name(), each, " KiB", layer.idleKib());
      }
      if (peers) {
        Clients clients = ground.clients();
        held(ground, clients.go(fleet.port(), most, limit, "-hold", marks));
        held(ground, clients.asyncssh(fleet.port(), most, limit, "--hold", marks));
      }
    }
  }

  private static double held(Ground ground, Contender contender)
      throws IOException, InterruptedException {
    Held held = Held.read(Race.checked(ground.measure(), contender).out());
    ground.report().line("  %-14s %s".formatted(contender.name(), text(held)));
    return held.perConnection();
  }

  private static String text(Held held) {
    String points =
        held.points().stream()
            .map(point -> "%,.0f: %.0f MiB".formatted(point.x(), point.y() / 1024))
            .collect(Collectors.joining("  "));
    return points + "  each %.2f KiB".formatted(held.perConnection());
  }
}
