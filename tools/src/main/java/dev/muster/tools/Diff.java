package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;

/// What changed between two texts, in the unified form that `diff -u` prints and `patch` takes.
/// Bounded: texts that are too large are not compared, and a diff that is too long is cut, each
/// with a line that says so.
final class Diff {

  private static final int MOST_INPUT = 4 * 1024 * 1024;
  private static final int CONTEXT = 3;
  private static final String NO_END = "\n\\ No newline at end of file\n";

  private final List<String> before;
  private final List<String> after;
  private final LineDiff lines;
  private final StringBuilder out = new StringBuilder();

  private Diff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
    this.lines = LineDiff.of(before, after);
  }

  /// Returns the diff, or nothing if the texts are equal.
  ///
  /// @param from what the old text is called; `/dev/null` if there was none
  /// @param to what the new one is called
  static String unified(String from, String to, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    String head = "--- " + from + "\n+++ " + to + "\n";
    if (before.length() > MOST_INPUT || after.length() > MOST_INPUT) {
      return head + "@@ too large to compare @@\n";
    }
    Diff diff = new Diff(lines(before), lines(after));
    diff.out.append(head);
    diff.hunks();
    return cut(diff.out.toString());
  }

  /// Each line with its end; the last may have none.
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, next));
      start = next;
    }
    return lines;
  }

  private void hunks() {
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (differs(i, j)) {
        int context = Math.min(CONTEXT, Math.min(i, j));
        int[] end = end(i, j);
        hunk(i - context, j - context, end[0], end[1]);
        i = end[0];
        j = end[1];
      } else {
        i++;
        j++;
      }
    }
  }

  private boolean differs(int i, int j) {
    return lines.removed.get(i) || lines.added.get(j);
  }

  /// Where the hunk ends that has its first difference here: after the last one that has no more
  /// than twice the context between it and the next, and its context.
  private int[] end(int i, int j) {
    int equal = 0;
    while ((i < before.size() || j < after.size()) && equal <= 2 * CONTEXT) {
      if (differs(i, j)) {
        equal = 0;
        if (lines.removed.get(i)) {
          i++;
        } else {
          j++;
        }
      } else {
        equal++;
        i++;
        j++;
      }
    }
    int back = Math.max(0, equal - CONTEXT);
    return new int[] {i - back, j - back};
  }

  private void hunk(int i, int j, int iEnd, int jEnd) {
    out.append("@@ -").append(range(i, iEnd)).append(" +").append(range(j, jEnd)).append(" @@\n");
    while (i < iEnd || j < jEnd) {
      if (lines.removed.get(i)) {
        line('-', before.get(i++));
      } else if (lines.added.get(j)) {
        line('+', after.get(j++));
      } else {
        line(' ', before.get(i++));
        j++;
      }
    }
  }

  private static String range(int start, int end) {
    int count = end - start;
    int first = count == 0 ? start : start + 1;
    return count == 1 ? Integer.toString(first) : first + "," + count;
  }

  private void line(char sign, String line) {
    out.append(sign).append(line);
    if (!line.endsWith("\n")) {
      out.append(NO_END);
    }
  }

  private static String cut(String diff) {
    if (diff.length() <= ChangeLog.MOST_DIFF) {
      return diff;
    }
    int end = diff.lastIndexOf('\n', ChangeLog.MOST_DIFF - 100) + 1;
    long left = diff.substring(end).lines().count();
    return diff.substring(0, end) + "@@ " + left + " more lines @@\n";
  }
}
