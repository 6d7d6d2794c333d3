package dev.muster.fan;

/// What is to be done about one host now.
///
/// @param act what to do
/// @param rank the host's place
record Decision(Act act, int rank) {

  /// What is done about a host.
  enum Act {
    /// Its work begins.
    BEGIN,
    /// It never begins: its result is that nothing ran.
    SKIP,
    /// It is asked to stop: a signal, then the end of its channel.
    ASK,
    /// Its connection is dropped.
    DROP,
    /// It is no longer waited for: its result is made without it.
    GIVE_UP
  }
}
