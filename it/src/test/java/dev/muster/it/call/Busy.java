package dev.muster.it.call;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Work that does not want to end, to be called on a host.
final class Busy {

  private static final Object LOCK = new Object();

  private Busy() {}

  /// Returns the ids of the agent's process and of the shell that started it.
  static List<Long> ids() {
    ProcessHandle self = ProcessHandle.current();
    return List.of(self.pid(), self.parent().map(ProcessHandle::pid).orElse(0L));
  }

  /// Says that it has begun, by making a file.
  private static void begun(String file) throws IOException {
    Files.writeString(Path.of(file), "begun");
  }

  /// Sleeps until it is interrupted.
  static void sleepsUntilInterrupted(String begun) throws IOException, InterruptedException {
    begun(begun);
    new CountDownLatch(1).await();
  }

  /// Takes two seconds to clean up when it is interrupted, and makes a file at the end.
  static void cleansUp(String cleaned, String begun) throws IOException, InterruptedException {
    begun(begun);
    CountDownLatch never = new CountDownLatch(1);
    try {
      never.await();
    } catch (InterruptedException e) {
      never.await(2, TimeUnit.SECONDS);
      Files.writeString(Path.of(cleaned), "clean");
    }
  }

  /// Never ends, whoever interrupts.
  static void ignoresInterrupts(String begun) throws IOException {
    begun(begun);
    long end = System.nanoTime() + Duration.ofHours(1).toNanos();
    while (System.nanoTime() < end) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // That is its point.
      }
    }
  }

  /// Waits in the system for somebody to write to a FIFO.
  static void blocksInTheSystem(String fifo, String begun) throws IOException {
    begun(begun);
    try (FileInputStream in = new FileInputStream(fifo)) {
      in.read();
    }
  }

  /// Waits for a lock that another thread holds for ever.
  static void blocksInALock(String begun) throws IOException {
    Thread holder =
        new Thread(() -> {
          synchronized (LOCK) {
            try {
              ignoresInterrupts(begun);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    holder.setDaemon(true);
    holder.start();
    while (!Files.exists(Path.of(begun))) {
      Thread.onSpinWait();
    }
    synchronized (LOCK) {
      begun(begun + ".got");
    }
  }

  /// Starts processes of all kinds and waits for one of them.
  ///
  /// One ignores signals, one has lost its parent, one has a session of its own, one has both and
  /// is a daemon.
  static void hasChildren(String begun) throws IOException, InterruptedException {
    start("trap '' TERM INT HUP; sleep 1001; sleep 1001");
    start("sleep 1002 & exit");
    new ProcessBuilder("setsid", "sleep", "1003").start();
    start("setsid sleep 1004 & exit").waitFor();
    begun(begun);
    start("sleep 1005").waitFor();
  }

  private static Process start(String line) throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", line).start();
  }

  /// Has a thread that keeps the Java from ending.
  static void holdsTheExit(String begun) throws IOException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    begun(begun);
    System.exit(3);
  }
}
