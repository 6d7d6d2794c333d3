package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/// Who moves the bytes of a [Mux], as the mux and its users see it. Called with no lock held, but
/// for [#carries].
public interface Driver {

  /// The shortest item that [#carries] is asked for: to say which it is takes some 60 bytes.
  int LEAST_CARRIED = 128;

  /// There is something to send. Called by any thread; does not block. Not called again before
  /// [Mux#fill] has left nothing.
  void output();

  /// Lets the thread that reads run `job` as soon as what it has read is dealt with. That saves a
  /// change of threads, which is most of what a short call costs. Should the job last or wait,
  /// another thread goes on reading meanwhile.
  ///
  /// Only for handlers, which are called by the thread that reads, and for one job of what is read
  /// at once.
  ///
  /// @param job whoever interrupts its thread makes sure that it does so before the job ends
  /// @return false if it is not done here, so that the job needs a thread of its own
  default boolean runHere(Runnable job) {
    return false;
  }

  /// Lets a thread that waits for something to come read it itself, until it has or `nanos` have
  /// passed. That saves a change of threads too.
  ///
  /// @param arrived whether it has come; asked often, by this thread
  /// @return false if it is not done here, so that the thread waits to be woken
  default boolean readUntil(BooleanSupplier arrived, long nanos) throws InterruptedException {
    return false;
  }

  /// Offers an item that fits into one frame: where its bytes are at hand further on, they need not
  /// go this way. If it is taken, [Mux#fill] ends with the header of its frame, and the bytes
  /// themselves, all of them, have to be the next that arrive.
  ///
  /// Called by [Mux#fill] with the lock of the mux held: it does not block, and does not use the
  /// mux.
  ///
  /// @param item of [#LEAST_CARRIED] bytes at least; to be read only
  /// @return whether it is carried
  default boolean carries(ByteBuffer item) {
    return false;
  }

  /// So many more threads wait to be woken by what comes, or fewer: while any does, somebody has to
  /// read.
  default void waiting(int more) {}
}
