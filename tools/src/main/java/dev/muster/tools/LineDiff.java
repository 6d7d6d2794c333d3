package dev.muster.tools;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which lines of one text are gone in another, and which are new there: a shortest answer by
/// Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986), as long as the texts are alike.
final class LineDiff {

  /// Texts further apart are taken to share nothing between what they begin and end with: the work
  /// and the memory grow with the square of this (1.3 MB).
  static final int MOST_EDITS = 400;

  final BitSet removed = new BitSet();
  final BitSet added = new BitSet();

  private LineDiff() {}

  static LineDiff of(List<String> before, List<String> after) {
    int head = 0;
    int shorter = Math.min(before.size(), after.size());
    while (head < shorter && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    Map<String, Integer> numbers = new HashMap<>();
    int[] from = numbered(before.subList(head, before.size() - tail), numbers);
    int[] to = numbered(after.subList(head, after.size() - tail), numbers);
    LineDiff diff = new LineDiff();
    List<int[]> trace = diff.search(from, to);
    if (trace.isEmpty()) {
      diff.removed.set(head, head + from.length);
      diff.added.set(head, head + to.length);
    } else {
      diff.walkBack(trace, from.length, to.length, head);
    }
    return diff;
  }

  private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
    return lines.stream()
        .mapToInt(line -> numbers.computeIfAbsent(line, unused -> numbers.size()))
        .toArray();
  }

  /// Returns how far each diagonal was reached before each number of edits; nothing if there are
  /// too many.
  private List<int[]> search(int[] from, int[] to) {
    int most = Math.min(MOST_EDITS, from.length + to.length);
    int[] reached = new int[2 * most + 3];
    int middle = most + 1;
    List<int[]> trace = new ArrayList<>();
    for (int edits = 0; edits <= most; edits++) {
      trace.add(reached.clone());
      for (int k = -edits; k <= edits; k += 2) {
        boolean down = isDown(reached, middle, k, edits);
        int x = down ? reached[middle + k + 1] : reached[middle + k - 1] + 1;
        int y = x - k;
        while (x < from.length && y < to.length && from[x] == to[y]) {
          x++;
          y++;
        }
        reached[middle + k] = x;
        if (x >= from.length && y >= to.length) {
          return trace;
        }
      }
    }
    return List.of();
  }

  private void walkBack(List<int[]> trace, int fromLength, int toLength, int head) {
    int middle = (trace.get(0).length - 3) / 2 + 1;
    int x = fromLength;
    int y = toLength;
    for (int edits = trace.size() - 1; edits > 0; edits--) {
      int[] reached = trace.get(edits);
      int k = x - y;
      boolean down = isDown(reached, middle, k, edits);
      int before = down ? k + 1 : k - 1;
      x = reached[middle + before];
      y = x - before;
      if (down) {
        added.set(head + y);
      } else {
        removed.set(head + x);
      }
    }
  }

  /// Whether the furthest way onto diagonal `k` adds a line rather than removes one.
  private static boolean isDown(int[] reached, int middle, int k, int edits) {
    return k == -edits || (k != edits && reached[middle + k - 1] < reached[middle + k + 1]);
  }
}
