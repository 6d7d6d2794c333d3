package dev.muster.wire;

/// Who moves the bytes of a [Mux], as the mux sees it.
public interface Driver {

  /// There is something to send. Called by any thread, with no lock held; does not block. Not called again before
  /// [Mux#fill] has left nothing.
  void output();

  /// Lets the thread that reads run `job` as soon as what it has read is dealt with. That saves a change of threads,
  /// which is most of what a short call costs. Should the job last or wait, another thread goes on reading
  /// meanwhile.
  ///
  /// Only for handlers, which are called by that thread, and for one job of what is read at once.
  ///
  /// @param job whoever interrupts its thread makes sure that it does so before the job ends
  /// @return false if it is not done here, so that the job needs a thread of its own
  default boolean runHere(Runnable job) {
    return false;
  }
}
