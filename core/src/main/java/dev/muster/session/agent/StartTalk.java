package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.wire.Pipe;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A start over a pipe that is read by the thread that waits for it.
final class StartTalk {

  private StartTalk() {}

  /// Says what the start wants to know, and answers it until it comes to something.
  ///
  /// @param bytes takes what comes; what is left in it after [StartStep.Ready] is of frames
  /// @return what the start has come to; empty if the pipe ended before
  /// @throws IOException if the pipe cannot be read
  static Optional<StartStep> hold(Pipe pipe, Launch launch, Starting starting, ByteBuffer bytes)
      throws IOException {
    write(pipe, launch.parameters()); // one that has ended may have said why
    Optional<StartStep> step = starting.received(bytes.flip());
    while (step.isEmpty()) {
      if (pipe.read(bytes.clear()) < 0) {
        return Optional.empty();
      }
      step = starting.received(bytes.flip());
    }
    return step;
  }

  /// Writes, if somebody reads: if not, who reads hears why.
  static void write(Pipe pipe, byte[] bytes) {
    try {
      pipe.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      // It has ended: who reads hears of that.
    }
  }

  /// Returns why there is no agent.
  ///
  /// @param step what the start came to, if to anything
  /// @param how the other end has ended, in words
  static Failure failure(Starting starting, Optional<StartStep> step, String how) {
    return step.isPresent() && step.get() instanceof StartStep.Failed failed
        ? starting.failure(failed)
        : starting.endedEarly(how);
  }
}
