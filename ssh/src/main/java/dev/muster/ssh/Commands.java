package dev.muster.ssh;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The commands that connections of one engine run over, and the threads that move their bytes.
///
/// Java cannot wait for pipes on an event loop, so a thread reads each. They are threads of the
/// system: virtual ones would hold a carrier while they read, and with 256 of them no other virtual
/// thread of the program would run. Safe for use by many threads.
final class Commands implements AutoCloseable {

  private static final int STACK_BYTES = 1 << 18;
  private static final long IDLE_SECONDS = 2;
  private static final long LIMIT_SECONDS = 2;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE, // three for each command at most; the commands are what is limited
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().stackSize(STACK_BYTES).name("muster-command-", 0).factory());
  private final Set<RunningCommand> running = ConcurrentHashMap.newKeySet();
  private final Set<String> withheld;

  /// @param withheld the environment's variables that no command gets
  Commands(Set<String> withheld) {
    this.withheld = Set.copyOf(withheld);
  }

  /// Starts a process that inherits the environment, but for what is withheld.
  Process start(String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeAll(withheld);
    return builder.start();
  }

  /// Has `work` done for the host `name` on a thread that may block.
  ///
  /// @return whether it will be; not once this is closed
  boolean execute(String name, Runnable work) {
    try {
      threads.execute(() -> {
        Thread thread = Thread.currentThread();
        String own = thread.getName();
        thread.setName(name);
        try {
          work.run();
        } finally {
          thread.setName(own);
        }
      });
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  void began(RunningCommand command) {
    running.add(command);
  }

  void ended(RunningCommand command) {
    running.remove(command);
  }

  /// Ends the commands that still run, and waits for the threads: two seconds at most, which is
  /// longer than a command takes that has to be killed.
  @Override
  public void close() {
    running.forEach(RunningCommand::stop);
    threads.shutdown();
    boolean interrupted = false;
    try {
      var _ = threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
