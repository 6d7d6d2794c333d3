package dev.muster.cli;

import dev.muster.host.HostSet;
import dev.muster.model.Completed;
import dev.muster.model.Durations;
import dev.muster.model.Ending;
import dev.muster.model.Failure;
import dev.muster.model.Result;
import dev.muster.model.Thrown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts what became of the hosts, and says it: `500 hosts: 498 ok, 1 exited 3, 1 unreached in 4.2
/// s`, and below which hosts.
final class Summary {

  /// What hosts have in common that ended alike. The order of the kinds is that of the summary.
  private record Kind(int order, int code, String words) implements Comparable<Kind> {

    private static final Kind OK = new Kind(0, 0, "ok");

    static Kind of(Result<?> result) {
      return result.ok() ? OK : ofTrouble(result);
    }

    private static Kind ofTrouble(Result<?> result) {
      return switch (result) {
        case Result.Done<?>(_, _, _, Ending how) -> new Kind(1, code(how), how.words());
        case Result.Done<?>(_, _, _, Object value) -> new Kind(1, 0, String.valueOf(value));
        case Result.Threw<?>(_, _, _, Thrown thrown) -> new Kind(1, 0, "threw " + thrown.type());
        case Result.Unreached<?> _, Result.Lost<?> _ ->
            switch (ExitStatus.of(result)) {
              case ExitStatus.UNREACHED -> new Kind(2, 0, "unreached");
              case ExitStatus.TIMED_OUT -> new Kind(3, 0, "timed out");
              case ExitStatus.LOST -> new Kind(4, 0, "lost");
              default -> new Kind(5, 0, "cancelled");
            };
      };
    }

    private static int code(Ending how) {
      return how instanceof Completed.Exited exited ? exited.code() : Integer.MAX_VALUE;
    }

    boolean isOk() {
      return order == OK.order;
    }

    @Override
    public int compareTo(Kind other) {
      int byOrder = Integer.compare(order, other.order);
      int byCode = byOrder != 0 ? byOrder : Integer.compare(code, other.code);
      return byCode != 0 ? byCode : words.compareTo(other.words);
    }
  }

  private final Map<Kind, List<String>> hosts = new TreeMap<>();
  private int count;
  private int status;
  private int mayHaveRun;

  /// Counts one more host.
  void add(Result<?> result) {
    count++;
    status = Math.max(status, ExitStatus.of(result));
    Kind kind = Kind.of(result);
    List<String> names = hosts.get(kind);
    if (names == null) {
      names = new ArrayList<>();
      hosts.put(kind, names);
    }
    names.add(result.host());
    if (result instanceof Result.Lost<?>(_, _, _, Failure _, _)) {
      mayHaveRun++;
    }
  }

  /// Returns the status that the results ask for.
  int status() {
    return status;
  }

  /// Returns how many hosts did not succeed.
  int failed() {
    List<String> ok = hosts.get(Kind.OK);
    return count - (ok == null ? 0 : ok.size());
  }

  /// Returns the lines of the summary.
  List<String> lines(Duration took) {
    StringBuilder first = new StringBuilder();
    first.append(count).append(count == 1 ? " host: " : " hosts: ");
    String separator = "";
    for (Map.Entry<Kind, List<String>> entry : hosts.entrySet()) {
      first.append(separator).append(entry.getValue().size()).append(' ');
      first.append(entry.getKey().words());
      separator = ", ";
    }
    first.append(" in ").append(Durations.measured(took));
    List<String> lines = new ArrayList<>();
    lines.add(first.toString());
    for (Map.Entry<Kind, List<String>> entry : hosts.entrySet()) {
      if (!entry.getKey().isOk() && entry.getValue().size() < count) {
        lines.add("  " + entry.getKey().words() + ": " + HostSet.of(entry.getValue()));
      }
    }
    if (mayHaveRun > 0) {
      lines.add("  the command may have run, or still run, on " + mayHaveRun + " of them");
    }
    return lines;
  }
}
