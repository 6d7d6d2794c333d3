package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;

/// Takes down what a tool decides, within bounds, and tells it whether to do it. For one call of
/// one thread.
final class ChangeLog {

  /// A tree of a million files changes a million times; nobody reads more than this of it.
  private static final int MOST_LINES = 200;

  /// Nor do they read longer diffs, and results with these travel.
  static final int MOST_DIFF = 64 * 1024;

  private final Mode mode;
  private final List<String> what = new ArrayList<>();
  private final StringBuilder diff = new StringBuilder();
  private long more;

  ChangeLog(Mode mode) {
    this.mode = mode;
  }

  /// Takes down one thing that differs.
  ///
  /// @return whether to do it
  boolean differs(String line) {
    if (what.size() < MOST_LINES) {
      what.add(line);
    } else {
      more++;
    }
    return mode == Mode.APPLY;
  }

  /// Adds to the diff as far as there is room for it.
  void diff(String text) {
    if (diff.length() + text.length() <= MOST_DIFF) {
      diff.append(text);
    }
  }

  Change done() {
    if (more > 0) {
      what.add("and " + more + " more");
    }
    return new Change(what, diff.toString(), mode);
  }
}
