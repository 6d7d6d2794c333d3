package dev.muster.bench;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/// Work on a thread of its own beside that of the one who measures; closing interrupts it and waits
/// for its end.
final class Beside implements AutoCloseable {

  private final Thread thread;
  private final AtomicReference<Throwable> trouble;

  private Beside(Thread thread, AtomicReference<Throwable> trouble) {
    this.thread = thread;
    this.trouble = trouble;
  }

  /// Work that may be interrupted.
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  static Beside start(Work work) {
    AtomicReference<Throwable> trouble = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("beside")
            .start(() -> {
              try {
                work.run();
              } catch (InterruptedException | RuntimeException e) {
                trouble.set(e);
              }
            });
    return new Beside(thread, trouble);
  }

  boolean isRunning() {
    return thread.isAlive();
  }

  /// Waits for its end.
  ///
  /// @throws CompletionException with what it threw
  void await() throws InterruptedException {
    thread.join();
    Throwable thrown = trouble.get();
    if (thrown != null) {
      throw new CompletionException(thrown);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
