package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;

/// What a tool changed on a host, or would change in a dry run. Nothing, if the host was already as
/// asked for: a second call after one that succeeded changes nothing.
///
/// @param what one line for each thing that differs, the same in a dry run: `/etc/motd: content, 12
///   to 40 bytes`; empty if nothing does. After 200 of them one line says how many more there are
/// @param diff a unified diff of texts that change, up to 64 Ki characters; empty where there is
///   none to show
/// @param mode whether it was done
public record Change(List<String> what, String diff, Mode mode) {

  public Change {
    what = List.copyOf(what);
    if (what.isEmpty() && !diff.isEmpty()) {
      throw new IllegalArgumentException(
          "a change with a diff says what changed, this one does not");
    }
  }

  /// Returns whether the host is now another, or would be were it no dry run.
  public boolean changed() {
    return !what.isEmpty();
  }

  /// Returns both in one, this first.
  ///
  /// @throws IllegalArgumentException if one was done and the other was not
  public Change and(Change other) {
    if (mode != other.mode) {
      throw new IllegalArgumentException(
          "a change that was made and one that was not are no one change");
    }
    List<String> both = new ArrayList<>(what);
    both.addAll(other.what);
    return new Change(both, diff + other.diff, mode);
  }

  @Override
  public String toString() {
    if (what.isEmpty()) {
      return "unchanged";
    }
    return (mode == Mode.APPLY ? "changed " : "would change ") + String.join("; ", what);
  }
}
