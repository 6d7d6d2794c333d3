package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The processes on this machine that descend from one that was given a mark in its environment.
public record Marked(String mark) {

  private static final String NAME = "MUSTER_TEST_MARK";
  private static final Duration SOON = Duration.ofSeconds(10);

  public static Marked fresh() {
    return new Marked(UUID.randomUUID().toString());
  }

  /// Returns the options of a spec that mark its agent.
  public String options() {
    return "//env:" + NAME + "=" + mark;
  }

  /// Returns the processes that there are now, youngest first, without zombies.
  public List<ProcessHandle> processes() {
    String wanted = NAME + "=" + mark;
    List<ProcessHandle> found = new ArrayList<>();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(each -> environment(each.pid()).contains(wanted)).forEach(found::add);
    }
    found.sort(Comparator.comparingLong(ProcessHandle::pid).reversed());
    return found;
  }

  private static String environment(long pid) {
    try {
      Path file = Path.of("/proc", Long.toString(pid), "environ");
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended, or is another user's
    }
  }

  /// Waits for the one whose command line ends with `line`: a shell that began it may end before it
  /// is what it is to be.
  ProcessHandle await(String line) {
    long deadline = System.nanoTime() + SOON.toNanos();
    Optional<ProcessHandle> found = named(line);
    while (found.isEmpty() && System.nanoTime() < deadline) {
      pause();
      found = named(line);
    }
    assertThat(found).as("the process " + line).isPresent();
    return found.get();
  }

  private Optional<ProcessHandle> named(String line) {
    return processes().stream()
        .filter(it -> it.info().commandLine().orElse("").endsWith(line))
        .findFirst();
  }

  /// Waits until there is none but `left`.
  public void awaitNone(Duration limit, ProcessHandle... left) {
    long deadline = System.nanoTime() + limit.toNanos();
    List<ProcessHandle> there = others(left);
    while (!there.isEmpty() && System.nanoTime() < deadline) {
      pause();
      there = others(left);
    }
    assertThat(there).as("processes left: " + words(there)).isEmpty();
  }

  private List<ProcessHandle> others(ProcessHandle... left) {
    List<ProcessHandle> there = processes();
    there.removeAll(List.of(left));
    return there;
  }

  private static String words(List<ProcessHandle> processes) {
    StringBuilder words = new StringBuilder();
    for (ProcessHandle each : processes) {
      words
          .append(each.pid())
          .append(' ')
          .append(each.info().commandLine().orElse("?"))
          .append('\n');
    }
    return words.toString();
  }

  /// Kills whatever is there.
  public void kill() {
    processes().forEach(ProcessHandle::destroyForcibly);
  }

  /// Waits until a process has ended. One that nobody has asked after yet has ended too.
  static void awaitGone(long pid, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (isThere(pid) && System.nanoTime() < deadline) {
      pause();
    }
    assertThat(isThere(pid)).as("process " + pid + " is there").isFalse();
  }

  private static boolean isThere(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }

  /// Leaves the processor to what is waited for.
  private static void pause() {
    LockSupport.parkNanos(10_000_000);
  }
}
