package dev.muster.wire.message;

import dev.muster.wire.message.RemoteFailure.Kind;
import dev.muster.wire.message.RemoteFailure.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes text of what was thrown, whose methods are code of others and may do anything but run for
/// ever.
final class Throwables {

  private final Kind kind;
  private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  Throwables(Kind kind) {
    this.kind = kind;
  }

  /// Returns the failure for what was thrown; those within it as far as the limits go, each once.
  RemoteFailure failure(Throwable thrown, int depth) {
    seen.add(thrown);
    RemoteFailure cause = null;
    List<RemoteFailure> suppressed = new ArrayList<>();
    if (depth < RemoteFailure.DEPTH) {
      Throwable below = cause(thrown);
      if (below != null && isNew(below)) {
        cause = failure(below, depth + 1);
      }
      for (Throwable other : thrown.getSuppressed()) {
        if (isNew(other)) {
          suppressed.add(failure(other, depth + 1));
        }
      }
    }
    return new RemoteFailure(
        kind, thrown.getClass().getName(), message(thrown), stack(thrown), cause, suppressed);
  }

  private boolean isNew(Throwable thrown) {
    return seen.size() < RemoteFailure.COUNT && !seen.contains(thrown);
  }

  private static @Nullable Throwable cause(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable e) {
      return null;
    }
  }

  private static String message(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return message == null ? "" : cut(message);
    } catch (Throwable e) {
      return "(its message threw " + e.getClass().getName() + ")";
    }
  }

  private static List<Line> stack(Throwable thrown) {
    List<Line> lines = new ArrayList<>();
    try {
      StackTraceElement[] stack = thrown.getStackTrace();
      for (int i = 0; i < Math.min(stack.length, RemoteFailure.LINES); i++) {
        StackTraceElement line = stack[i];
        String file = line.getFileName();
        lines.add(
            new Line(
                cut(line.getClassName()),
                cut(line.getMethodName()),
                file == null ? "" : cut(file),
                line.getLineNumber()));
      }
    } catch (Throwable e) {
      return lines; // as far as they could be had
    }
    return lines;
  }

  static String cut(String text) {
    return text.length() <= RemoteFailure.TEXT ? text : text.substring(0, RemoteFailure.TEXT);
  }
}
