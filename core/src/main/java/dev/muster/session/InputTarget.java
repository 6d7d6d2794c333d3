package dev.muster.session;

import java.util.concurrent.CompletionStage;

/// What a command's input is written to.
interface InputTarget {

  /// Writes bytes; the stage completes when more may be written, and fails if nobody reads any
  /// more.
  CompletionStage<Void> write(byte[] bytes);

  /// Ends the input.
  void endInput();
}
