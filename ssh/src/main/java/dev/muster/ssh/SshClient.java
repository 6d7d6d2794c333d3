package dev.muster.ssh;

/// Makes SSH connections, thousands at once, on a few event loops.
///
/// Owns its loops, its resolver threads and every connection that it makes. Safe for use by many threads.
public final class SshClient implements AutoCloseable {

  private SshClient() {}

  /// Opens an engine with as many event loops as there are processors.
  public static SshClient open() {
    return open(Runtime.getRuntime().availableProcessors());
  }

  /// Opens an engine with `loops` event loops.
  public static SshClient open(int loops) {
    throw new IllegalStateException("engine to come: " + loops);
  }

  /// Begins to make a connection and returns at once; `listener` hears of the rest, on an event loop.
  ///
  /// @throws IllegalStateException if this engine is closed
  public SshConnection connect(Destination destination, ConnectionListener listener) {
    throw new IllegalStateException("engine to come: " + destination + listener);
  }

  /// Runs `task` once after `delay` on one of the loops, unless the engine is closed before; the task must not block.
  public Cancellable schedule(java.time.Duration delay, Runnable task) {
    throw new IllegalStateException("engine to come: " + delay + task);
  }

  /// Ends every connection, waits until the loops are gone, and returns; at most two seconds.
  @Override
  public void close() {}
}
