package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Connect, authenticate, `echo` and close on many hosts: the project's main measure.
@Command(
    name = "fleet",
    description = "Connect + authenticate + echo + close on many hosts, beside Go's client.")
final class FleetBench extends Benchmark {

  private static final double CPU_BAR = 0.6;
  private static final double WALL_BAR = 0.8;
  private static final double WARM_BAR_MILLIS = 0.25;
  private static final int WARM_HOSTS = 2_000;
  private static final int WARM_ROUNDS = 10;

  /// Which peers run beside ours.
  enum Peers {
    /// The one to beat.
    GO,
    /// The slow ones too, on fewer hosts.
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(names = "--hosts", description = "how many hosts (default: ${DEFAULT-VALUE})")
  private int hosts = 10_000;

  @Option(names = "--limit", description = "how many at once (default: ${DEFAULT-VALUE})")
  private int limit = 200;

  @Option(names = "--runs", description = "runs of each program (default: ${DEFAULT-VALUE})")
  private int runs = 5;

  @Option(
      names = "--server",
      paramLabel = "PORT",
      description = "a fleet that runs already on this port (default: starts the Go one)")
  private @Nullable Integer server;

  @Option(
      names = "--peers",
      description = "go, or all: also asyncssh, pdsh and clush (default: ${DEFAULT-VALUE})")
  private Peers peers = Peers.GO;

  @Option(
      names = "--peer-hosts",
      description = "hosts for the slow peers (default: ${DEFAULT-VALUE})")
  private int peerHosts = 200;

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    if (server != null) {
      race(ground, server);
      return;
    }
    try (Server.Listening fleet = Server.goFleet(ground.checkout(), ground.folder())) {
      race(ground, fleet.port());
    }
  }

  private void race(Ground ground, int port) throws IOException, InterruptedException {
    boolean besideGo = server == null || Checkout.goIsHere();
    List<Contender> contenders = contenders(ground, port, hosts, besideGo);
    for (Contender contender : contenders(ground, port, Math.min(hosts, 20), besideGo)) {
      Race.checked(ground.measure(), contender); // builds, fills caches; not counted
    }
    Report report = ground.report();
    report.heading(
        "%,d hosts, %d at once, whole processes in turn; each prints every answer to a file or counts it"
            .formatted(hosts, limit));
    Race race = Race.run(report, ground.measure(), contenders, runs);
    for (Contender contender : contenders) {
      perHost(report, race, contender.name(), hosts);
    }
    if (besideGo) {
      report.heading("ours over Go's, run by run");
      report.ratios(
          "cpu   ", Figures.ratios(race.cpu(Clients.MUSTER), race.cpu(Clients.GO)), CPU_BAR);
      report.ratios(
          "wall  ", Figures.ratios(race.wall(Clients.MUSTER), race.wall(Clients.GO)), WALL_BAR);
      report.ratios("memory", Figures.ratios(race.memory(Clients.MUSTER), race.memory(Clients.GO)));
    }
    for (Engines.Layer layer : Engines.all()) {
      warm(ground, port, layer);
    }
    if (peers == Peers.ALL) {
      slowPeers(ground, port);
    }
  }

  private List<Contender> contenders(Ground ground, int port, int count, boolean besideGo)
      throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    all.add(ground.clients().muster(port, count, limit));
    if (besideGo) {
      all.add(ground.clients().go(port, count, limit));
    }
    return all;
  }

  private void warm(Ground ground, int port, Engines.Layer layer)
      throws IOException, InterruptedException {
    int count = Math.min(hosts, WARM_HOSTS);
    Contender client =
        ground.clients().layer(layer, port, count, limit, "--rounds", "" + WARM_ROUNDS);
    Measured run = Race.checked(ground.measure(), client);
    double[] each =
        Cost.parse(Files.readString(run.out())).stream()
            .mapToDouble(cost -> cost.cpuMillis() / count)
            .toArray();
    Report report = ground.report();
    report.heading(
        "%s in one process, ms of cpu a host in rounds of %,d hosts"
            .formatted(layer.name(), count));
    report.line("  " + Report.joined(each, "%.3f"));
    double[] late = Arrays.copyOfRange(each, each.length / 2, each.length);
    report.bar("warm, median of the later half", Figures.median(late), " ms", WARM_BAR_MILLIS);
  }

  private void slowPeers(Ground ground, int port) throws IOException, InterruptedException {
    Report report = ground.report();
    report.heading(
        "%,d hosts, %d at once, the other peers; memory of pdsh and clush is that of their largest process"
            .formatted(peerHosts, limit));
    Clients clients = ground.clients();
    List<Contender> contenders =
        List.of(
            clients.muster(port, peerHosts, limit),
            clients.asyncssh(port, peerHosts, limit),
            clients.pdsh(port, peerHosts, limit),
            clients.clush(port, peerHosts, limit));
    Race race = Race.run(report, ground.measure(), contenders, Math.min(runs, 3));
    contenders.forEach(contender -> perHost(report, race, contender.name(), peerHosts));
  }

  private static void perHost(Report report, Race race, String name, int count) {
    double cpu = Figures.median(race.cpu(name)) * 1000 / count;
    double rate = count / Figures.median(race.wall(name));
    report.line("  %-9s %.3f ms of cpu a host, %,.0f hosts a second".formatted(name, cpu, rate));
  }
}
