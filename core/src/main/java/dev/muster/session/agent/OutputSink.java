package dev.muster.session.agent;

import dev.muster.model.StdStream;

/// Takes what a call prints. Called by the reading thread; does not block.
@FunctionalInterface
public interface OutputSink {

  /// Something was printed.
  ///
  /// @param credit to be run once the bytes are done with: until then the call may print only so
  ///   much more
  void printed(StdStream stream, byte[] bytes, Runnable credit);

  /// Returns one that drops everything.
  static OutputSink none() {
    return (_, _, credit) -> credit.run();
  }
}
