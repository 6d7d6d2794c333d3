package dev.muster.wire.value;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A value that cannot travel, or bytes that are no value that the reader takes.
///
/// The message names the way to the place, such as `argument 2, .servers[3].port: a
/// java.lang.Thread cannot travel`.
public final class ValueException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Of a long way only this many first and last steps are shown.
  private static final int STEPS = 6;

  private final String problem;
  private final ArrayDeque<String> way = new ArrayDeque<>();
  private @Nullable String root;

  /// Makes one that says what is wrong, without where.
  public ValueException(String problem) {
    this.problem = problem;
  }

  /// Makes one for what `cause` says.
  public ValueException(String problem, @Nullable Throwable cause) {
    super(cause);
    this.problem = problem;
  }

  /// Returns this, with a step put before those that lead to the place: `.port`, `[3]`.
  ValueException within(String step) {
    way.addFirst(step);
    return this;
  }

  /// Returns this, with the name of the whole value before the way: `argument 2`.
  public ValueException in(String name) {
    root = root == null ? name : name + ", " + root;
    return this;
  }

  /// Returns what is wrong, without where.
  public String problem() {
    return problem;
  }

  @Override
  public String getMessage() {
    StringBuilder text = new StringBuilder();
    if (root != null) {
      text.append(root).append(way.isEmpty() ? "" : ", ");
    }
    appendWay(text);
    return text.length() == 0 ? problem : text.append(": ").append(problem).toString();
  }

  private void appendWay(StringBuilder text) {
    int left = way.size();
    int dropped = left - 2 * STEPS;
    for (Iterator<String> steps = way.iterator(); steps.hasNext(); left--) {
      String step = steps.next();
      if (dropped <= 0 || left > way.size() - STEPS || left <= STEPS) {
        text.append(step);
      } else if (left == STEPS + 1) {
        text.append(" … ");
      }
    }
  }
}
