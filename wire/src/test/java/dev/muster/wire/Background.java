package dev.muster.wire;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Something that waits, in a thread of its own, which is gone when the test is.
final class Background implements AutoCloseable {

  private final FutureTask<Object> task;
  private final Thread thread;

  Background(Callable<Object> waits) {
    task = new FutureTask<>(waits);
    thread = new Thread(task, "background of a test");
    thread.start();
  }

  /// Returns when the thread waits for something.
  void awaitWaiting() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!waits()) {
      if (System.nanoTime() > deadline || task.isDone()) {
        throw new AssertionError("it does not wait but is " + thread.getState());
      }
      Thread.onSpinWait();
    }
  }

  /// A thread in a selector is a running one for the JVM.
  private boolean waits() {
    Thread.State state = thread.getState();
    if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
      return true;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0
        && stack[0].isNativeMethod()
        && Set.of("wait", "poll").contains(stack[0].getMethodName());
  }

  void interrupt() {
    thread.interrupt();
  }

  Object result() throws Exception {
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("a thread does not end: " + thread);
    }
  }
}
