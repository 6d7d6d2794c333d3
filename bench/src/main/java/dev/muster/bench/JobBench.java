package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The job of the article on scaling asyncssh: 200 connections at once to a server 6 ms away, one
/// short command on each.
@Command(name = "job", description = "200 connections at once, 6 ms away, one command on each.")
final class JobBench extends Benchmark {

  @Option(names = "--hosts", description = "connections, all at once (default: ${DEFAULT-VALUE})")
  private int hosts = 200;

  @Option(
      names = "--trip",
      paramLabel = "MS",
      description = "the round trip in milliseconds (default: ${DEFAULT-VALUE})")
  private int tripMillis = 6;

  @Option(names = "--runs", description = "runs of each program (default: ${DEFAULT-VALUE})")
  private int runs = 5;

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    Duration eachWay = Duration.ofNanos(tripMillis * 1_000_000L / 2);
    try (var fleet = Server.goFleet(ground.checkout(), ground.folder());
        var far = Server.delay(ground.checkout(), ground.folder(), fleet.port(), eachWay)) {
      Clients clients = ground.clients();
      List<Contender> contenders =
          List.of(
              clients.muster(far.port(), hosts, hosts),
              clients.go(far.port(), hosts, hosts),
              clients.asyncssh(far.port(), hosts, hosts));
      for (Contender contender : contenders) {
        Race.checked(ground.measure(), contender); // fills caches; not counted
      }
      Report report = ground.report();
      report.heading(
          "%d connections at once, %d ms away, one command each; whole processes in turn"
              .formatted(hosts, tripMillis));
      Race race = Race.run(report, ground.measure(), contenders, runs);
      report.heading("without start and end of the process, by the clients' own clocks");
      for (String name : List.of(Clients.GO, Clients.ASYNCSSH)) {
        double[] own = new double[runs];
        for (int i = 0; i < runs; i++) {
          own[i] = rounds(race.all(name).get(i)).getFirst().wallMillis();
        }
        report.line("  %-9s median %.0f ms".formatted(name, Figures.median(own)));
      }
      for (Engines.Layer layer : Engines.all()) {
        layer(ground, clients.layer(layer, far.port(), hosts, hosts, "--rounds", "11"));
      }
      report.heading("ours over theirs, whole processes, run by run");
      double[] ours = race.wall(Clients.MUSTER);
      report.ratios("wall, go      ", Figures.ratios(ours, race.wall(Clients.GO)));
      report.ratios("wall, asyncssh", Figures.ratios(ours, race.wall(Clients.ASYNCSSH)));
    }
  }

  private static void layer(Ground ground, Contender contender)
      throws IOException, InterruptedException {
    List<Cost> rounds = rounds(Race.checked(ground.measure(), contender));
    double[] warm = rounds.stream().skip(1).mapToDouble(Cost::wallMillis).toArray();
    ground
        .report()
        .line(
            "  %-9s cold %.0f ms, warm median %.0f ms"
                .formatted(contender.name(), rounds.getFirst().wallMillis(), Figures.median(warm)));
  }

  private static List<Cost> rounds(Measured run) throws IOException {
    return Cost.parse(Files.readString(run.out()));
  }
}
