package dev.muster.model;

import java.util.List;

/// How far a run has come.
///
/// @param waiting hosts whose turn has not come
/// @param running hosts that are being worked on
/// @param ok hosts that succeeded
/// @param failed hosts that did not
public record Progress(int waiting, int running, int ok, int failed) {

  /// Returns how many hosts the run has.
  public int hosts() {
    return waiting + running + ok + failed;
  }

  /// Returns how many are done.
  public int done() {
    return ok + failed;
  }

  /// What was there when a wait ended: the results so far and the hosts still without one.
  ///
  /// @param results the results there are, in the order given
  /// @param pending the names of the other hosts, in the order given
  public record Snapshot<T>(List<Result<T>> results, List<String> pending) {
    public Snapshot {
      results = List.copyOf(results);
      pending = List.copyOf(pending);
    }
  }
}
