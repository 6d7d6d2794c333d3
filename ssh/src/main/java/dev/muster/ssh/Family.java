package dev.muster.ssh;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process and those that it started, and that those started, as far as they are its descendants
/// now.
///
/// @param all the process first
record Family(List<ProcessHandle> all) {

  private static final int MOST = 1000;

  Family {
    all = List.copyOf(all);
  }

  /// Whether the system tells the children of one process; else all processes have to be looked at.
  private static final boolean TOLD = Files.isReadable(Path.of("/proc/thread-self/children"));

  /// Returns those of a process.
  static Family of(Process head) {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(head.toHandle());
    if (!TOLD) {
      head.descendants().forEach(all::add);
    }
    for (int i = 0; TOLD && i < all.size() && all.size() < MOST; i++) {
      addChildren(all.get(i).pid(), all);
    }
    return new Family(all);
  }

  private static void addChildren(long parent, List<ProcessHandle> all) {
    Path tasks = Path.of("/proc/" + parent + "/task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        for (String pid : Files.readString(thread.resolve("children")).split(" ", -1)) {
          if (!pid.isBlank()) {
            ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(all::add);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // it has ended meanwhile
    }
  }

  /// Asks all of them to end, and kills those that have not after `millis`. Returns when they are
  /// gone, or as good as gone.
  void end(long millis) {
    all.forEach(ProcessHandle::destroy);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (ProcessHandle each : all) {
      if (!each.isAlive()) {
        continue;
      }
      try {
        var _ = each.onExit().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        each.destroyForcibly();
      } catch (InterruptedException e) {
        all.forEach(ProcessHandle::destroyForcibly);
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
