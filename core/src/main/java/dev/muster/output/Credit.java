package dev.muster.output;

/// Takes back credit for output that is done with; the remote side may send as much again.
@FunctionalInterface
public interface Credit {

  /// Gives back `bytes`.
  void give(int bytes);
}
