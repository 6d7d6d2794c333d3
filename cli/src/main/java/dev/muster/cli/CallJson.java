package dev.muster.cli;

import dev.muster.cli.json.JsonWriter;
import dev.muster.model.Failure;
import dev.muster.model.Output;
import dev.muster.model.Result;
import dev.muster.model.Thrown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of a call on one host as a line of JSON. One of `returned`, `threw`, `unreached` and
/// `lost` is in it; others may be added.
final class CallJson {

  private CallJson() {}

  /// Returns the line.
  static String line(Result<Object> result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("host", result.host());
    fields.put("rank", result.rank());
    fields.put("status", ExitStatus.of(result));
    fields.put("seconds", seconds(result.took()));
    switch (result) {
      case Result.Done<Object>(_, _, _, Object value) -> fields.put("returned", value);
      case Result.Threw<Object>(_, _, _, Thrown thrown) -> fields.put("threw", of(thrown));
      case Result.Unreached<Object>(_, _, _, Failure why) -> fields.put("unreached", why.message());
      case Result.Lost<Object>(_, _, _, Failure why, Output _) -> fields.put("lost", why.message());
    }
    return JsonWriter.write(fields);
  }

  private static double seconds(Duration took) {
    return took.toMillis() / 1000.0;
  }

  private static Map<String, @Nullable Object> of(Thrown thrown) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", thrown.type());
    fields.put("message", thrown.message());
    List<String> stack = new ArrayList<>();
    for (StackTraceElement each : CallText.frames(thrown)) {
      stack.add(each.toString());
    }
    fields.put("stack", stack);
    thrown.cause().ifPresent(cause -> fields.put("cause", of(cause)));
    if (!thrown.suppressed().isEmpty()) {
      fields.put("suppressed", thrown.suppressed().stream().map(CallJson::of).toList());
    }
    return fields;
  }
}
