package dev.muster.cli;

import dev.muster.model.Durations;
import dev.muster.model.Phase;
import dev.muster.model.Spread;
import java.time.Duration;
import java.util.ArrayList;
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

  /// A host and what it took.
  private record Took(Duration time, String host) {}

  private static final String FORM = "%-14s %7s %9s %10s %9s";

  private final List<Took> hosts = new ArrayList<>();

  /// Takes what a host took, once it is over.
  void add(String host, Duration took) {
    if (!took.isZero()) {
      hosts.add(new Took(took, host));
    }
  }

  /// Returns the lines.
  List<String> lines(Map<Phase, Spread> phases) {
    List<String> lines = new ArrayList<>();
    lines.add(FORM.formatted("", "count", "median", "99 of 100", "slowest"));
    phases.forEach((phase, its) -> lines.add(line(phase.toString(), its)));
    if (!hosts.isEmpty()) {
      lines.add(line("whole hosts", whole()));
    }
    return lines;
  }

  private Spread whole() {
    hosts.sort((one, other) -> one.time().compareTo(other.time()));
    Took last = hosts.getLast();
    return new Spread(hosts.size(), within(0.5), within(0.99), last.time(), last.host());
  }

  private Duration within(double share) {
    return hosts.get((int) Math.ceil(share * hosts.size()) - 1).time();
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
