package dev.muster.cli;

import dev.muster.host.HostSet;
import dev.muster.model.Completed;
import dev.muster.model.Output;
import dev.muster.model.Result;
import dev.muster.model.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prints each different output once, under the names of the hosts that printed it. Outputs are the
/// same if both streams are and the commands ended alike.
final class FoldPrinter {

  private static final String RULE = "---------------";

  private record Key(String ending, Output output) {}

  private final Channel out;
  private final Channel err;
  private final boolean outEscaped;
  private final boolean errEscaped;
  private final Map<Key, List<String>> hosts = new LinkedHashMap<>();

  FoldPrinter(Channel out, boolean outEscaped, Channel err, boolean errEscaped) {
    this.out = out;
    this.err = err;
    this.outEscaped = outEscaped;
    this.errEscaped = errEscaped;
  }

  void add(Result<Completed> result) {
    Key key =
        switch (result) {
          case Result.Done<Completed>(_, _, _, Completed value) ->
              new Key(value.ok() ? "" : value.words(), value.output());
          case Result.Lost<Completed>(_, _, _, _, Output partial) ->
              new Key("until contact ended", partial);
          case Result.Threw<Completed> _, Result.Unreached<Completed> _ ->
              new Key("", Output.empty());
        };
    boolean silent = key.output().equals(Output.empty());
    if (!silent || !key.ending().isEmpty() || result.ok()) {
      hosts.computeIfAbsent(key, _ -> new ArrayList<>()).add(result.host());
    }
  }

  /// Prints them, in the order in which the first of each came.
  void print() {
    for (Map.Entry<Key, List<String>> entry : hosts.entrySet()) {
      Key key = entry.getKey();
      HostSet names = HostSet.of(entry.getValue());
      String title =
          names.fold()
              + " ("
              + names.size()
              + ")"
              + (key.ending().isEmpty() ? "" : ": " + key.ending())
              + (key.output().truncated() ? " (cut: the budget for output is used up)" : "");
      boolean onErr = key.output().size(StdStream.ERR) > 0;
      boolean onOut = key.output().size(StdStream.OUT) > 0 || !onErr;
      if (onOut) {
        block(out, title, bytes(key.output(), StdStream.OUT), outEscaped);
      }
      if (onErr) {
        out.flush();
        block(err, title, bytes(key.output(), StdStream.ERR), errEscaped);
        err.flush();
      }
    }
  }

  /// Prints what several hosts have in common, under a title.
  static void block(Channel channel, String title, byte[] bytes, boolean escaped) {
    channel.line(RULE);
    channel.line(title);
    channel.line(RULE);
    if (escaped) {
      SafeText.lines(bytes, channel);
    } else {
      channel.write(bytes);
    }
    if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
      channel.write('\n');
    }
  }

  private static byte[] bytes(Output output, StdStream stream) {
    var bytes = new ByteArrayOutputStream(output.size(stream));
    try {
      output.writeTo(bytes, stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }
}
