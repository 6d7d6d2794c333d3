package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Remote calls: how fast, how soon, how much memory, beside execnet.
@Command(
    name = "calls",
    description = "Remote calls, items, bulk, first calls and memory, beside Python's execnet.")
final class CallsBench extends Benchmark {

  @Option(
      names = "--runs",
      description = "processes of each program for each work (default: ${DEFAULT-VALUE})")
  private int runs = 3;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "WORK",
      description =
          "some of: trips, items, bulk, beside-up, beside-down, first, first-alone-warm,"
              + " first-alone-cold, first-aot-warm, first-aot-cold, many, memory, host-memory,"
              + " pipe-trips, pipe-bulk (default: all)")
  private List<String> only = List.of();

  @Option(
      names = "--peers",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "measure execnet too (default: ${DEFAULT-VALUE})")
  private boolean peers;

  /// @throws NotPossible when there is no such work
  static CallWork named(String word) {
    return Arrays.stream(CallWork.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new NotPossible(
                "no work '%s' of calls is measured here; there are %s"
                    .formatted(
                        word,
                        Arrays.stream(CallWork.values())
                            .map(CallWork::word)
                            .collect(Collectors.joining(", ")))));
  }

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    List<CallWork> works =
        only.isEmpty() ? List.of(CallWork.values()) : only.stream().map(CallsBench::named).toList();
    Report report = ground.report();
    @Nullable String missing = peers ? CallClients.missingExecnet() : "not asked for";
    report.line(
        "execnet: "
            + (missing == null ? CallClients.execnetVersion() : "not measured: " + missing));
    try (Server.Listening sshd = Server.sshd(ground.folder(), ground.login())) {
      CallClients clients = new CallClients(ground, sshd.port());
      for (CallWork work : works) {
        List<Contender> contenders = new ArrayList<>(List.of(clients.ours(work)));
        if (missing == null && work.hasPeer()) {
          contenders.add(clients.execnet(work));
        }
        Optional<Contender> before = clients.before(work);
        if (before.isPresent()) {
          Race.checked(ground.measure(), before.get());
        }
        race(ground, work, contenders);
      }
    }
  }

  private void race(Ground ground, CallWork work, List<Contender> contenders)
      throws IOException, InterruptedException {
    Report report = ground.report();
    report.heading(work.word() + ": " + work.title());
    List<String> heads = new ArrayList<>(List.of("run", "program"));
    work.figures().forEach(figure -> heads.add(figure.key()));
    report.row(heads);
    Map<String, List<Map<String, Double>>> all = new LinkedHashMap<>();
    for (int run = 1; run <= runs; run++) {
      for (Contender contender : contenders) {
        Measured measured = Race.checked(ground.measure(), contender);
        Map<String, Double> figures = CallFigure.parse(Files.readString(measured.out()));
        all.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(figures);
        report.row(row("" + run, contender.name(), work, figures));
      }
    }
    judge(report, work, all);
  }

  private static void judge(
      Report report, CallWork work, Map<String, List<Map<String, Double>>> all) {
    for (CallFigure figure : work.figures()) {
      List<Map<String, Double>> ours = all.getOrDefault(Clients.MUSTER, List.of());
      double[] mine = values(ours, figure);
      double median = Figures.median(mine);
      String what = "%-38s".formatted(figure.what());
      switch (figure.kind()) {
        case MOST -> report.bar(what, median, " " + figure.unit(), figure.bar());
        case LEAST -> report.floor(what, median, " " + figure.unit(), figure.bar());
        case PLAIN ->
            report.line("  %s %s %s".formatted(what, figure.shown(median), figure.unit()));
      }
      Optional.ofNullable(all.get(CallClients.EXECNET))
          .ifPresent(theirs -> {
            double[] other = values(theirs, figure);
            report.ratios(
                "%-38s %s; ours over it, run by run"
                    .formatted("  execnet", figure.shown(Figures.median(other))),
                Figures.ratios(mine, other));
          });
    }
  }

  private static double[] values(List<Map<String, Double>> runs, CallFigure figure) {
    return runs.stream()
        .mapToDouble(figures -> figures.getOrDefault(figure.key(), Double.NaN))
        .toArray();
  }

  private static List<String> row(
      String run, String name, CallWork work, Map<String, Double> figures) {
    List<String> cells = new ArrayList<>(List.of(run, name));
    for (CallFigure figure : work.figures()) {
      cells.add(figure.shown(figures.getOrDefault(figure.key(), Double.NaN)));
    }
    return cells;
  }
}
