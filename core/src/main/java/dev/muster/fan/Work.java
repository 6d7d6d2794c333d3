package dev.muster.fan;

import dev.muster.model.Phase;

/// The work on one host. Safe for use by many threads; nothing in it blocks.
public interface Work {

  /// Asks the far side to stop: a signal to the command and the end of its channel.
  void ask();

  /// Sends the command a signal, a name without `SIG`; nothing if it has not begun or is over.
  void signal(String name);

  /// Drops the connection.
  void drop();

  /// Gives back credit for output that is done with.
  void consumed(int bytes);

  /// Returns how far it has come.
  Phase phase();
}
