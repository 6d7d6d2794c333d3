package dev.muster.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The results of one operation on a group, one for each host, in the order given.
///
/// @param results in the order of the hosts
/// @param took from the start to the last result
public record GroupResult<T>(List<Result<T>> results, Duration took)
    implements Iterable<Result<T>> {

  /// Hosts on which the same came out.
  ///
  /// @param value what came out
  /// @param hosts their names, in the order given
  public record Fold<T>(T value, List<String> hosts) {
    public Fold {
      hosts = List.copyOf(hosts);
    }
  }

  public GroupResult {
    results = List.copyOf(results);
  }

  /// Returns the results of the hosts where it ended and did what was asked, in order.
  public List<Result<T>> successful() {
    return chosen(true);
  }

  /// Returns the results of all other hosts, in order.
  public List<Result<T>> failures() {
    return chosen(false);
  }

  /// Returns whether all hosts succeeded.
  public boolean ok() {
    for (Result<T> result : results) {
      if (!result.ok()) {
        return false;
      }
    }
    return true;
  }

  /// Returns this if all hosts succeeded.
  ///
  /// @throws HostsFailedException if not; it names the hosts
  public GroupResult<T> orThrow() {
    List<Result<T>> failures = failures();
    if (!failures.isEmpty()) {
      throw new HostsFailedException(results.size(), failures);
    }
    return this;
  }

  /// Returns what came out on each host, in order, if all hosts succeeded.
  ///
  /// @throws HostsFailedException if not; it names the hosts
  public List<T> values() {
    orThrow();
    List<T> values = new ArrayList<>(results.size());
    for (Result<T> result : results) {
      values.add(result.orThrow());
    }
    return Collections.unmodifiableList(values);
  }

  /// Hands each host's name and result to `action`, in order.
  public void forEach(BiConsumer<String, ? super Result<T>> action) {
    for (Result<T> result : results) {
      action.accept(result.host(), result);
    }
  }

  /// Returns what came out, each different thing once with the hosts on which it did, in the order
  /// of the first of them. Hosts where it did not come to its end are left out.
  public List<Fold<T>> fold() {
    Map<T, List<String>> hosts = new LinkedHashMap<>();
    for (Result<T> result : results) {
      if (result instanceof Result.Done<T>(String host, _, _, T value)) {
        hosts.computeIfAbsent(value, _ -> new ArrayList<>()).add(host);
      }
    }
    List<Fold<T>> folds = new ArrayList<>(hosts.size());
    hosts.forEach((value, names) -> folds.add(new Fold<>(value, names)));
    return folds;
  }

  @Override
  public Iterator<Result<T>> iterator() {
    return results.iterator();
  }

  private List<Result<T>> chosen(boolean ok) {
    List<Result<T>> chosen = new ArrayList<>();
    for (Result<T> result : results) {
      if (result.ok() == ok) {
        chosen.add(result);
      }
    }
    return chosen;
  }
}
