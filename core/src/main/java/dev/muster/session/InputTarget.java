package dev.muster.session;

import dev.muster.ssh.SshSession;
import java.util.concurrent.CompletionStage;

/// What a command's input is written to.
interface InputTarget {

  /// Writes bytes; the stage completes when more may be written, and fails if nobody reads any
  /// more.
  CompletionStage<Void> write(byte[] bytes);

  /// Ends the input.
  void endInput();

  /// Returns the input of a session's command.
  static InputTarget of(SshSession session) {
    return new InputTarget() {
      @Override
      public CompletionStage<Void> write(byte[] bytes) {
        return session.write(bytes);
      }

      @Override
      public void endInput() {
        session.endInput();
      }
    };
  }
}
