package dev.muster.fleet;

/// A running command as its channel sees it. Called on the loop; nothing here blocks.
interface Program {

  /// Begins.
  void start();

  /// Everything printed so far was sent: more may be printed.
  default void more() {}

  /// Takes input; credit goes back through [Console#consumed].
  void input(byte[] bytes);

  /// There is no more input.
  void inputEnded();

  /// Takes a signal, a name without `SIG`.
  default void signal(String name) {}

  /// Ends it without another word: nobody hears it any more. Not called after it has ended.
  default void kill() {}
}
