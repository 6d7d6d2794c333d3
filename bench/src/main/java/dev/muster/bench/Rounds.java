package dev.muster.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Puts an engine to work in this process and prints what it cost, in the lines of the peers'
/// clients.
final class Rounds {

  private static final String COMMAND = "echo hello world";

  private final PrintStream out;
  private final Engine engine;
  private final int limit;

  Rounds(PrintStream out, Engine engine, int limit) {
    this.out = out;
    this.engine = engine;
    this.limit = limit;
  }

  /// Host `i` of a run, the same as in the peers.
  static String address(int i) {
    return "127.%d.%d.%d".formatted(1 + i / 62_500, i / 250 % 250, 1 + i % 250);
  }

  /// Works on the first hosts again and again; each round prints a line `ok=...`.
  ///
  /// @return how many hosts failed in all
  int repeat(int hosts, int rounds) throws InterruptedException, IOException {
    int failed = 0;
    for (int i = 0; i < rounds; i++) {
      long begun = System.nanoTime();
      Duration before = cpu();
      Engine.Tally tally = engine.run(addresses(0, hosts), limit, COMMAND, false);
      double wall = (System.nanoTime() - begun) / 1e6;
      double cpu = cpu().minus(before).toNanos() / 1e6;
      out.println(
          "ok=%d failed=%d bytes=%d wall_ms=%.3f cpu_ms=%.3f rss_kib=%d"
              .formatted(
                  tally.ok(), tally.failures().size(), tally.bytes(), wall, cpu, residentKib()));
      failed += complain(tally);
    }
    return failed;
  }

  /// Keeps connections open; at each mark a line `held=...` says the memory after a garbage
  /// collection.
  ///
  /// @return how many hosts failed in all
  int hold(List<Integer> marks) throws InterruptedException, IOException {
    int held = 0;
    int failed = 0;
    for (int mark : marks) {
      Engine.Tally tally = engine.run(addresses(held, mark), limit, COMMAND, true);
      failed += complain(tally);
      held = mark;
      System.gc();
      out.println("held=%d rss_kib=%d".formatted(held - failed, residentKib()));
    }
    out.println(
        "ok=%d failed=%d bytes=0 wall_ms=0 cpu_ms=0 rss_kib=0".formatted(held - failed, failed));
    return failed;
  }

  private int complain(Engine.Tally tally) {
    tally.failures().stream().limit(3).forEach(out::println);
    return tally.failures().size();
  }

  private static List<String> addresses(int from, int to) {
    return IntStream.range(from, to).mapToObj(Rounds::address).toList();
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static long residentKib() throws IOException {
    return Resident.kib(ProcessHandle.current().pid());
  }
}
