package dev.muster.fan;

import dev.muster.model.StdStream;

/// Hears what becomes of the work on one host, one call at a time and in order. It does not block.
public interface WorkListener {

  /// The command printed something.
  ///
  /// @param work takes the credit when the bytes are done with
  /// @param bytes the listener's own
  void output(Work work, StdStream stream, byte[] bytes);

  /// The work is over; the last call.
  void ended(WorkEnd end);
}
