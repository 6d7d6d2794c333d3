package dev.muster.cli;

import dev.muster.model.Durations;
import dev.muster.model.Phase;
import dev.muster.model.Result;
import dev.muster.model.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Says where the time went (`--times`): for each phase of the connections, and for the hosts as a
/// whole, what half of them, 99 of 100 and the slowest took.
///
/// ```
///                  count   median  99 of 100   slowest
/// connect            500    1.2 ms     8.1 ms     1.0 s  web17:22
/// key exchange       500    4.0 ms      21 ms     30 ms  web3:22
/// whole hosts        500     62 ms      1.1 s     2.2 s  web17
/// ```
final class Timesheet {

  private static final String FORM = "%-14s %7s %9s %10s %9s";

  private Timesheet() {}

  /// Returns the lines. Hosts whose turn never came took nothing, and do not count.
  static List<String> lines(Map<Phase, Spread> phases, List<? extends Result<?>> results) {
    List<Result<?>> hosts = new ArrayList<>(results);
    hosts.removeIf(result -> result.took().isZero());
    hosts.sort(Comparator.comparing(Result::took));
    List<String> lines = new ArrayList<>();
    lines.add(FORM.formatted("", "count", "median", "99 of 100", "slowest"));
    phases.forEach((phase, its) -> lines.add(line(phase.toString(), its)));
    if (!hosts.isEmpty()) {
      Result<?> last = hosts.getLast();
      lines.add(
          line(
              "whole hosts",
              new Spread(
                  hosts.size(),
                  within(0.5, hosts),
                  within(0.99, hosts),
                  last.took(),
                  last.host())));
    }
    return lines;
  }

  private static Duration within(double share, List<Result<?>> sorted) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1).took();
  }

  private static String line(String what, Spread its) {
    String numbers =
        FORM.formatted(
            what, its.count(), time(its.median()), time(its.most()), time(its.longest()));
    return numbers + "  " + its.slowest();
  }

  private static String time(Duration time) {
    return time.toMillis() < 10
        ? String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6)
        : Durations.measured(time);
  }
}
