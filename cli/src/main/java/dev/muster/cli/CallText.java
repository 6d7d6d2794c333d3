package dev.muster.cli;

import dev.muster.cli.json.JsonWriter;
import dev.muster.model.Durations;
import dev.muster.model.Thrown;
import dev.muster.tools.Change;
import dev.muster.tools.Ran;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What calls returned and threw, as text for people.
final class CallText {

  private static final List<String> OF_THE_JDK =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private static final String AGENT = "dev.muster.agent.";

  private CallText() {}

  /// Returns what is shown of a value: a text as it is, a change in lines, what a program printed,
  /// and all else as JSON.
  static String of(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Change change) {
      return of(change);
    }
    if (value instanceof Ran ran) {
      return ran.out().text();
    }
    return JsonWriter.write(value);
  }

  private static String of(Change change) {
    if (!change.changed()) {
      return "unchanged";
    }
    String what = String.join("\n", change.what());
    return change.diff().isEmpty() ? what : what + "\n" + change.diff();
  }

  /// Returns what is shown of a value among errors; empty if nothing is.
  static String errorsOf(@Nullable Object value) {
    if (!(value instanceof Ran ran)) {
      return "";
    }
    String said = ran.err().text();
    String end = said.isEmpty() || said.endsWith("\n") ? "" : "\n";
    if (ran.timedOut()) {
      return said + end + "ended after " + Durations.measured(ran.took());
    }
    return ran.ok() ? said : said + end + "exited " + ran.exitCode();
  }

  /// Says in one line what was thrown and where: at the innermost place that is no code of the
  /// JDK's.
  static String of(Thrown thrown) {
    String words =
        thrown.message().isEmpty()
            ? thrown.type()
            : thrown.type() + ": " + thrown.message().strip().replaceAll("\\s*\\R\\s*", " ");
    StackTraceElement place = null;
    for (StackTraceElement each : thrown.stack()) {
      boolean ofTheJdk = OF_THE_JDK.stream().anyMatch(each.getClassName()::startsWith);
      if (!ofTheJdk && each.getFileName() != null) {
        place = each;
        break;
      }
    }
    return place == null
        ? words
        : words + " at " + place.getFileName() + ":" + place.getLineNumber();
  }

  /// Says all that is known of what was thrown, in the form that Java has for it.
  static List<String> stackOf(Thrown thrown) {
    List<String> lines = new ArrayList<>();
    add(thrown, "", "", lines);
    return lines;
  }

  /// Returns the frames of what was thrown, down to where the agent called.
  static List<StackTraceElement> frames(Thrown thrown) {
    List<StackTraceElement> stack = thrown.stack();
    int end = 0;
    while (end < stack.size() && !stack.get(end).getClassName().startsWith(AGENT)) {
      end++;
    }
    while (end < stack.size() && end > 0 && isReflection(stack.get(end - 1))) {
      end--;
    }
    return stack.subList(0, end);
  }

  private static boolean isReflection(StackTraceElement frame) {
    return frame.getClassName().contains(".reflect.");
  }

  private static void add(Thrown thrown, String indent, String title, List<String> lines) {
    String message = thrown.message().isEmpty() ? "" : ": " + thrown.message();
    lines.addAll((indent + title + thrown.type() + message).lines().toList());
    for (StackTraceElement each : frames(thrown)) {
      lines.add(indent + "\tat " + each);
    }
    for (Thrown each : thrown.suppressed()) {
      add(each, indent + "\t", "Suppressed: ", lines);
    }
    thrown.cause().ifPresent(cause -> add(cause, indent, "Caused by: ", lines));
  }
}
