package dev.muster.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A process with all that it started, and their end: TERM to each, time to obey, KILL for those
/// who did not. What they start to tidy up is left alone during that time.
///
/// Children whose own parent has ended are the system's now and stand in no tree. Those are found
/// by the mark that was put into the environment of the first and that they all inherited.
final class ProcessTree {

  /// The environment variable that carries the mark.
  static final String MARK = "MUSTER_PROGRAM";

  private static final Path PROC = Path.of("/proc");

  /// What KILL may take: longer only if a process hangs in the kernel, where nothing can end it.
  private static final Duration KILLED = Duration.ofSeconds(2);

  private static final long FIRST_LOOK_MILLIS = 5;
  private static final long LAST_LOOK_MILLIS = 100;

  private final ProcessHandle root;
  private final Optional<String> mark;
  private final Set<ProcessHandle> known = new LinkedHashSet<>();
  private boolean interrupted;

  /// @param mark the value of [#MARK] in its environment, if it has one
  ProcessTree(ProcessHandle root, Optional<String> mark) {
    this.root = root;
    this.mark = mark;
  }

  /// Ends all of them and returns when that is done.
  ///
  /// @param meanwhile run now and then, to take what they still write
  /// @return those that are there even so
  /// @throws InterruptedException if the caller is interrupted: the time to obey is over then, and
  ///   all have got their KILL
  List<ProcessHandle> end(Duration grace, Runnable meanwhile) throws InterruptedException {
    until(grace, meanwhile, false);
    List<ProcessHandle> left = until(KILLED, meanwhile, true);
    if (interrupted) {
      throw new InterruptedException("interrupted while " + root.pid() + " was ended");
    }
    return left;
  }

  private List<ProcessHandle> until(Duration limit, Runnable meanwhile, boolean kill) {
    long start = System.nanoTime();
    long wait = FIRST_LOOK_MILLIS;
    boolean first = true;
    while (true) {
      look();
      List<ProcessHandle> running = known.stream().filter(ProcessTree::isRunning).toList();
      if (kill || first) {
        running.forEach(each -> tell(each, kill));
      }
      first = false;
      meanwhile.run();
      boolean isOver = System.nanoTime() - start >= limit.toNanos() || (interrupted && !kill);
      if (running.isEmpty() || isOver) {
        return running;
      }
      pause(wait);
      wait = Math.min(LAST_LOOK_MILLIS, wait * 2);
    }
  }

  private static void tell(ProcessHandle process, boolean kill) {
    if (kill) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
  }

  private void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    }
  }

  private void look() {
    known.add(root);
    mark.ifPresent(this::lookFor);
    Map<Long, List<ProcessHandle>> children =
        ProcessHandle.allProcesses().collect(Collectors.groupingBy(ProcessTree::parent));
    Deque<ProcessHandle> above = new ArrayDeque<>(known);
    while (!above.isEmpty()) {
      for (ProcessHandle child : children.getOrDefault(above.pop().pid(), List.of())) {
        if (known.add(child)) {
          above.push(child);
        }
      }
    }
    known.remove(ProcessHandle.current());
  }

  private static long parent(ProcessHandle process) {
    return process.parent().map(ProcessHandle::pid).orElse(0L);
  }

  private void lookFor(String value) {
    String wanted = "\0" + MARK + "=" + value + "\0";
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (environment(process).contains(wanted)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(known::add);
        }
      }
    } catch (IOException | NumberFormatException noProc) {
      // Not Linux, or no /proc: the tree is all that can be known.
    }
  }

  private static String environment(Path process) {
    try {
      byte[] content = Reading.bytes(process.resolve("environ"), Reading.STANDARD_LIMIT);
      return "\0" + new String(content, StandardCharsets.ISO_8859_1);
    } catch (IOException othersOrGone) {
      return "";
    }
  }

  /// A process that has ended stays in the list until its parent asks how, which the first process
  /// of some containers never does.
  private static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      Path stat = PROC.resolve(Long.toString(process.pid())).resolve("stat");
      String text = new String(Reading.bytes(stat, 4096), StandardCharsets.ISO_8859_1);
      return !text.substring(text.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException noProc) {
      return process.isAlive();
    }
  }
}
