package dev.muster.ssh;

/// Something that lives on a connection and hears when that is lost.
interface Occupant {

  /// The user is authenticated: from now on the server owes an answer to what was asked for before.
  default void isDue() {}

  /// Its connection is over.
  void lost(Failure why);
}
