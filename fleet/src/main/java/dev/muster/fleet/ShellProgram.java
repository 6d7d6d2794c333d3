package dev.muster.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A command that `/bin/sh` runs.
///
/// Starting and killing it, and reading and writing its pipes, happen on [Threads]; the loop only
/// hands over. Output is read no further ahead of the client than [#AHEAD] pieces.
final class ShellProgram implements Program {

  private static final int PIECE = 32 << 10;
  private static final int AHEAD = 8;
  private static final Optional<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid")).stream()
          .filter(Files::isExecutable)
          .findFirst();

  private final String command;
  private final Map<String, String> environment;
  private final Console console;
  private final Threads threads;
  private final Semaphore ahead = new Semaphore(AHEAD);

  private final Object lock = new Object();
  // guarded by lock
  private final ArrayDeque<byte[]> input = new ArrayDeque<>();
  private @Nullable Process process;
  private boolean inputEnded;
  private boolean writing;
  private boolean killed;

  ShellProgram(String command, Map<String, String> environment, Console console, Threads threads) {
    this.command = command;
    this.environment = environment;
    this.console = console;
    this.threads = threads;
  }

  @Override
  public void start() {
    threads.start(this::run);
  }

  @Override
  public void input(byte[] bytes) {
    synchronized (lock) {
      input.add(bytes);
    }
    writeInput();
  }

  @Override
  public void inputEnded() {
    synchronized (lock) {
      inputEnded = true;
    }
    writeInput();
  }

  @Override
  public void signal(String name) {
    Process now;
    synchronized (lock) {
      now = process;
    }
    if (now != null && Signals.isKnown(name)) {
      threads.start(() -> signalGroup(now, name));
    }
  }

  @Override
  public void kill() {
    Process now;
    synchronized (lock) {
      killed = true;
      now = process;
    }
    ahead.release(1 << 20); // whoever waits to hand over output shall see the end
    if (now != null) {
      threads.start(() -> killGroup(now));
    }
  }

  private void run() {
    try {
      Process begun = begin();
      boolean late;
      synchronized (lock) {
        process = begun;
        late = killed;
      }
      if (late) {
        killGroup(begun);
        return;
      }
      writeInput();
      Thread errors = threads.start(() -> copy(begun.getErrorStream(), true));
      copy(begun.getInputStream(), false);
      errors.join();
      Exit exit = Signals.exit(begun.waitFor());
      console.soon(() -> console.exit(exit));
    } catch (IOException e) {
      byte[] why = ("fleet: " + e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
      console.soon(() -> {
        console.print(true, why, 0, why.length, () -> {});
        console.exit(new Exit.Status(127));
      });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process begin() throws IOException {
    List<String> words = new ArrayList<>(4);
    SETSID.ifPresent(path -> words.add(path.toString()));
    words.add("/bin/sh");
    if (!command.isEmpty()) {
      words.add("-c");
      words.add(command);
    }
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> variables = builder.environment();
    variables.keySet().retainAll(List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR"));
    variables.putAll(environment);
    return builder.start();
  }

  private void copy(InputStream from, boolean error) {
    byte[] buffer = new byte[PIECE];
    try (from) {
      int count = from.read(buffer);
      while (count >= 0) {
        byte[] bytes = Arrays.copyOf(buffer, count);
        ahead.acquire();
        console.soon(() -> console.print(error, bytes, 0, bytes.length, ahead::release));
        count = from.read(buffer);
      }
    } catch (IOException e) {
      // the pipe of a process that was killed: its end is told by its status
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sees to it that a thread writes what there is, and that there is none when there is nothing.
  private void writeInput() {
    synchronized (lock) {
      if (process == null || writing || (input.isEmpty() && !inputEnded)) {
        return;
      }
      writing = true;
    }
    threads.start(this::pumpInput);
  }

  private void pumpInput() {
    OutputStream to = output();
    byte[] next = nextInput();
    while (next != null) {
      int count = next.length;
      try {
        to.write(next);
        to.flush();
      } catch (IOException e) {
        // the command reads no more; the client may still send, and it goes nowhere
      }
      console.soon(() -> console.consumed(count));
      next = nextInput();
    }
    boolean last;
    synchronized (lock) {
      last = inputEnded && input.isEmpty();
    }
    if (last) {
      close(to);
    }
  }

  /// Returns what to write next; if there is nothing, null, and from then on this thread has no
  /// part in writing unless it ends the input.
  private byte @Nullable [] nextInput() {
    synchronized (lock) {
      byte[] next = input.poll();
      if (next == null && !inputEnded) {
        writing = false;
      }
      return next;
    }
  }

  private OutputStream output() {
    synchronized (lock) {
      if (process == null) {
        throw new IllegalStateException("input before the command has begun");
      }
      return process.getOutputStream();
    }
  }

  private static void close(OutputStream to) {
    try {
      to.close();
    } catch (IOException e) {
      // the command is gone and its pipe with it
    }
  }

  /// Kills the process, its group, and what it started that has not left both.
  private static void killGroup(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    signalGroup(process, "KILL");
    process.destroyForcibly();
  }

  /// Signals a process group, which Java has no call for; the shell's own `kill` does it.
  private static void signalGroup(Process process, String name) {
    String line =
        "kill -" + name + " -" + process.pid() + " || kill -" + name + " " + process.pid();
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      close(kill.getOutputStream());
      kill.waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
