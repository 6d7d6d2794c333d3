package dev.muster.tools;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs one program to its end, on the caller's thread.
///
/// Its streams are looked at now and then instead of being read by threads of their own: a thread
/// that reads a pipe cannot be told to stop, and would wait for as long as anybody holds the other
/// end, such as a daemon that the program started and left behind.
final class Exec {

  private static final Pattern ERROR = Pattern.compile("error(?:=|: )\\d+(?:, | \\()([^)]+)");

  private static final long FIRST_LOOK_MILLIS = 1;
  private static final long LAST_LOOK_MILLIS = 32;

  /// As much as an empty pipe takes on every system without its writer having to wait.
  private static final int FITS_PIPE = 4096;

  /// How long what a program left in its pipes is read at its end. With nobody else writing, one
  /// look is enough; and one who writes without end must not hold up that end.
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Program program;
  private final Process process;
  private final Optional<String> mark;
  private final Capture out;
  private final Capture err;
  private final long start = System.nanoTime();

  private Exec(Program program, Process process, String mark) {
    this.program = program;
    this.process = process;
    this.mark = Optional.of(mark);
    InputStream errors =
        program.merged() ? InputStream.nullInputStream() : process.getErrorStream();
    this.out = new Capture(process.getInputStream(), program.limits().outputBytes());
    this.err = new Capture(errors, program.limits().outputBytes());
  }

  /// Runs a program.
  ///
  /// @param folders where it is looked for if it has no path
  /// @throws IOException if it cannot be started
  /// @throws InterruptedException if the caller is interrupted; the program, and all that it
  ///   started, has ended
  static Ran run(Program program, List<Path> folders) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before " + program.words().get(0) + " started");
    }
    String mark = UUID.randomUUID().toString();
    Process process = start(program, folders, mark);
    Exec exec = new Exec(program, process, mark);
    synchronized (exec.out.stream()) {
      synchronized (exec.err.stream()) {
        return exec.run();
      }
    }
  }

  private static Process start(Program program, List<Path> folders, String mark)
      throws IOException {
    List<String> words = new ArrayList<>(program.words());
    String name = words.get(0);
    if (name.indexOf('/') < 0) {
      Path found =
          Which.find(name, folders)
              .orElseThrow(() -> new IOException(name + ": no such program in " + folders));
      words.set(0, found.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(program.merged());
    builder.environment().putAll(program.environment());
    builder.environment().put(ProcessTree.MARK, mark);
    if (program.input().length == 0) {
      builder.redirectInput(Redirect.from(new File("/dev/null")));
    }
    if (program.folder().isPresent()) {
      Path folder = Place.of(program.folder().get());
      if (!Files.isDirectory(folder)) {
        throw new IOException(name + ": cannot run in " + folder + ", which is no folder");
      }
      builder.directory(folder.toFile());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(words.get(0) + ": cannot be started: " + reason(e), e);
    }
  }

  /// What the system says: `error=2, No such file or directory` up to some version of the JDK,
  /// `error: 2 (No such file or directory)` from there on.
  private static String reason(IOException e) {
    String why = String.valueOf(e.getMessage());
    Matcher code = ERROR.matcher(why);
    return code.find() ? code.group(1) : why;
  }

  /// Runs it to its end, and closes its streams.
  ///
  /// The monitors of both streams are held all the time. When a process has ended, the JDK takes
  /// what is left in its pipes under these, until it finds them empty: which is never if a child
  /// that was left behind writes faster than it reads. It finds them closed instead.
  private Ran run() throws IOException, InterruptedException {
    boolean timedOut = false;
    try {
      feed();
      if (!awaitEnd()) {
        timedOut = true;
        tree().end(program.limits().grace(), this::drainQuietly);
      }
    } catch (InterruptedException | IOException | RuntimeException e) {
      tree().end(program.limits().grace(), this::drainQuietly);
      throw e;
    } finally {
      drainRest();
      out.stream().close();
      err.stream().close();
    }
    int code = process.isAlive() ? 128 + 9 : process.exitValue();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Ran(program.toString(), code, timedOut, out.captured(), err.captured(), took);
  }

  private ProcessTree tree() {
    return new ProcessTree(process.toHandle(), mark);
  }

  /// Gives it its input. What an empty pipe takes is written here; for more there is a thread,
  /// which ends with the last who could read it.
  private void feed() {
    byte[] input = program.input();
    if (input.length == 0) {
      return;
    }
    if (input.length <= FITS_PIPE) {
      give(input);
      return;
    }
    Thread feeder = new Thread(() -> give(input), "input of " + program.words().get(0));
    feeder.setDaemon(true);
    feeder.start();
  }

  private void give(byte[] input) {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input);
    } catch (IOException readsNoMore) {
      // It ended, or closed its input, before it read all: that is for it to judge.
    }
  }

  private boolean awaitEnd() throws IOException, InterruptedException {
    long wait = FIRST_LOOK_MILLIS;
    long limit = program.limits().time().toNanos();
    while (true) {
      boolean some = drain();
      wait = some ? FIRST_LOOK_MILLIS : Math.min(LAST_LOOK_MILLIS, wait * 2);
      long left = limit - (System.nanoTime() - start);
      if (left <= 0) {
        return !process.isAlive();
      }
      long nanos = Math.min(left, TimeUnit.MILLISECONDS.toNanos(wait));
      if (process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
  }

  private boolean drain() throws IOException {
    boolean some = out.drain();
    return err.drain() || some;
  }

  private void drainQuietly() {
    try {
      drainRest();
    } catch (IOException gone) {
      // What it said until now is kept.
    }
  }

  private void drainRest() throws IOException {
    long end = System.nanoTime() + REST_NANOS;
    while (drain() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
