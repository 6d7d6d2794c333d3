package dev.muster.cli;

import dev.muster.RunListener;
import dev.muster.cli.json.JsonWriter;
import dev.muster.model.Line;
import dev.muster.model.Result;
import dev.muster.model.StdStream;
import dev.muster.model.Thrown;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Shows what comes of calls: what they print as lines of their hosts, then what they returned, as
/// text, as JSON or folded.
final class CallPrinter implements RunListener<Object> {

  private final Screen screen;
  private final Channel out;
  private final LinePrinter lines;
  private final Summary summary;
  private final Optional<CallFolds> folds;
  private final boolean json;
  private final boolean stack;
  private final boolean quiet;
  private final boolean isVoid;

  /// @param isVoid whether the method returns nothing, so that there is nothing to show
  CallPrinter(Arguments arguments, Screen screen, Channel out, Summary summary, boolean isVoid) {
    this.screen = screen;
    this.out = out;
    this.summary = summary;
    this.isVoid = isVoid;
    this.json = arguments.has(Option.JSON);
    this.stack = arguments.has(Option.STACK);
    this.quiet = arguments.has(Option.QUIET);
    this.lines = json ? screen.linesAmongErrors() : screen.lines();
    boolean fold = arguments.has(Option.FOLD) && !json;
    this.folds = fold ? Optional.of(screen.callFolds()) : Optional.empty();
  }

  @Override
  public void line(Line line) {
    screen.progress().erase();
    lines.print(line);
  }

  @Override
  public void ended(Result<Object> result) {
    summary.add(result);
    if (json) {
      screen.progress().erase();
      out.line(CallJson.line(result));
      return;
    }
    switch (result) {
      case Result.Done<Object>(String host, int rank, _, Object value) -> {
        returned(host, rank, value);
        screen.tellEnd(result, "returned");
      }
      case Result.Threw<Object>(String host, int rank, _, Thrown thrown) ->
          threw(host, rank, thrown);
      case Result.Unreached<Object> _, Result.Lost<Object> _ -> screen.tell(result);
    }
  }

  private void returned(String host, int rank, Object value) {
    if (quiet) {
      return;
    }
    if (folds.isPresent()) {
      folds.get().add(host, false, JsonWriter.canonical(value), isVoid ? "" : CallText.of(value));
      return;
    }
    if (!isVoid) {
      print(host, rank, StdStream.OUT, CallText.of(value));
    }
    String errors = CallText.errorsOf(value);
    if (!errors.isEmpty()) {
      print(host, rank, StdStream.ERR, errors);
    }
  }

  private void threw(String host, int rank, Thrown thrown) {
    String text = stack ? String.join("\n", CallText.stackOf(thrown)) : CallText.of(thrown);
    if (folds.isPresent()) {
      folds.get().add(host, true, text, text);
    } else {
      print(host, rank, StdStream.ERR, text);
    }
  }

  private void print(String host, int rank, StdStream stream, String text) {
    List<String> all = text.isEmpty() ? List.of("") : text.lines().toList();
    for (String each : all) {
      byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
      line(new Line(host, rank, stream, bytes, 0, bytes.length, true));
    }
  }

  /// Prints what was kept for the end.
  void end() {
    lines.end();
    folds.ifPresent(CallFolds::print);
  }
}
