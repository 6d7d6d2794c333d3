package dev.muster.output;

import dev.muster.model.Output;
import dev.muster.model.StdStream;
import java.util.HashMap;
import java.util.Map;

/// How much output a run may still keep, and each different output that it keeps. Safe for use by
/// many threads.
public final class Account {

  private long freeBytes;
  private final Map<Output, Output> outputs = new HashMap<>();

  public Account(long bytes) {
    this.freeBytes = bytes;
  }

  /// Takes room for up to `bytes`.
  ///
  /// @return how many there was room for
  synchronized int take(int bytes) {
    int taken = (int) Math.min(bytes, freeBytes);
    freeBytes -= taken;
    return taken;
  }

  /// Returns the one of all equal outputs that is kept; the room of the others is free again.
  synchronized Output shared(Output output) {
    Output first = outputs.putIfAbsent(output, output);
    if (first == null) {
      return output;
    }
    freeBytes += output.size(StdStream.OUT) + output.size(StdStream.ERR);
    return first;
  }
}
