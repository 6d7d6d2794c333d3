package dev.muster.fleet;

import java.time.Duration;

/// What a running command says to its channel. For the loop's thread, but for [#soon].
interface Console {

  /// Prints a range of bytes, which must not change until `sent` is called.
  void print(boolean error, byte[] bytes, int offset, int count, Runnable sent);

  /// Prints no more, though it goes on: after what was printed, the client is told.
  void endOutput();

  /// Ends: after what was printed, the client is told. Called once.
  void exit(Exit exit);

  /// Lets the client send `count` bytes of input more.
  void consumed(int count);

  /// Does `work` after `delay` unless the command was killed by then.
  void later(Duration delay, Runnable work);

  /// Does `work` on the loop unless the command was killed by then. For any thread.
  void soon(Runnable work);
}
