package dev.muster.ssh;

/// Something that lives on a connection and hears when that is lost.
interface Occupant {

  /// Its connection is over.
  void lost(Failure why);
}
