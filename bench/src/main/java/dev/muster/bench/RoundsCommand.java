package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One of our layers at work in this process; the other benchmarks start it as a process of its
/// own.
@Command(
    name = "rounds",
    hidden = true,
    description = "Runs one of our layers in this process, as the peers' clients do.")
final class RoundsCommand implements Callable<Integer> {

  @Option(names = "--layer", required = true)
  private String layer = "";

  @Option(names = "-n", description = "hosts in each round")
  private int hosts = 1000;

  @Option(names = "--rounds")
  private int rounds = 1;

  @Option(names = "--limit", description = "hosts in flight")
  private int limit = 200;

  @Option(names = "--hold", split = ",", description = "keep connections, memory at these counts")
  private List<Integer> marks = List.of();

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--user", required = true)
  private String user = "";

  @Option(names = "--key", required = true)
  private Path key = Path.of("id");

  @Override
  public Integer call() throws InterruptedException, IOException {
    Engines.Layer named =
        Engines.all().stream()
            .filter(each -> each.name().equals(layer))
            .findFirst()
            .orElseThrow(() -> new NotPossible("no layer '" + layer + "' is measured here"));
    try (Engine engine = named.door().open(new Engine.Access(port, user, key))) {
      Rounds work = new Rounds(System.out, engine, limit);
      int failed = marks.isEmpty() ? work.repeat(hosts, rounds) : work.hold(marks);
      return failed == 0 ? 0 : 1;
    }
  }
}
