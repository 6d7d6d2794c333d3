package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// One subcommand: makes the ground, measures, cleans up.
abstract class Benchmark implements Callable<Integer> {

  @Option(
      names = "--muster",
      paramLabel = "PROGRAM",
      description = "the program to measure (default: the launcher of this checkout)")
  private @Nullable Path muster;

  /// Measures and reports.
  ///
  /// @throws NotPossible when it cannot go on
  abstract void measure(Ground ground) throws IOException, InterruptedException;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("muster-bench").toRealPath();
    try {
      Report report = new Report(System.out);
      Checkout checkout = Checkout.find();
      Path program = muster == null ? checkout.launcher() : muster.toAbsolutePath();
      Clients clients = new Clients(checkout, program, Login.make(folder));
      Ground ground = new Ground(report, new Measure(folder), checkout, clients, folder);
      ground.describe();
      measure(ground);
      return report.exit();
    } finally {
      Folders.delete(folder);
    }
  }
}
