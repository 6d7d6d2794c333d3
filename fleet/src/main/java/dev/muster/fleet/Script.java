package dev.muster.fleet;

import java.util.Map;
import java.util.function.Function;

/// What a host does with the command lines that it is sent.
public sealed interface Script {

  /// It answers each line by a function, which must not block: it is called on an event loop.
  record Canned(Function<String, Answer> answers) implements Script {}

  /// It runs each line with `/bin/sh -c`, for real and as the user who runs the fleet.
  ///
  /// A command gets a session and process group of its own (by `setsid`, where the system has it);
  /// when its channel closes or its connection ends, the whole group is killed. A status of 128 + n
  /// is told as signal n where the protocol has a name for that.
  record Shell() implements Script {}

  /// Returns a script that always answers the same.
  static Script always(Answer answer) {
    return new Canned(_ -> answer);
  }

  /// Returns a script that answers the lines of a table, and every other one with `otherwise`.
  static Script of(Map<String, Answer> answers, Answer otherwise) {
    Map<String, Answer> table = Map.copyOf(answers);
    return new Canned(line -> table.getOrDefault(line, otherwise));
  }

  /// Returns a script that runs the lines.
  static Script shell() {
    return new Shell();
  }
}
