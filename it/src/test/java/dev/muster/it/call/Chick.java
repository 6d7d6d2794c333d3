package dev.muster.it.call;

/// Must not come to life in a controller because a host names it.
final class Chick {

  /// A record that no call may give back.
  record Egg(int number) {}

  /// An enum that no call may give back.
  enum Note {
    HIGH
  }

  private Chick() {}
}
