package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Finds and runs programs of the system.
public final class Programs {

  /// Where servers live that an ordinary user's `PATH` does not name.
  private static final List<String> ALSO =
      List.of("/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin", "/usr/local/bin", "/bin");

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Programs() {}

  /// Finds a program on the `PATH` and in the usual directories of servers.
  ///
  /// @param debian the Debian package that has it
  /// @throws AssertionError when it is nowhere; says what to install
  public static Path find(String name, String debian) {
    Set<String> folders = new LinkedHashSet<>();
    String path = System.getenv("PATH");
    if (path != null) {
      folders.addAll(List.of(path.split(":")));
    }
    folders.addAll(ALSO);
    for (String folder : folders) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program) && !Files.isDirectory(program)) {
        return program;
      }
    }
    throw new AssertionError(
        name + ": no such program in " + folders + "; install it: apt-get install " + debian);
  }

  /// Runs a program with empty standard input and waits for its end, at most a minute.
  ///
  /// @throws AssertionError when it does not end in time; it is killed then
  public static Ended run(List<String> words) {
    return run(words, Map.of(), LIMIT);
  }

  /// Runs a program with some more environment and waits for its end.
  ///
  /// @throws AssertionError when it does not end in time; it is killed then
  public static Ended run(List<String> words, Map<String, String> environment, Duration limit) {
    try {
      Path out = Files.createTempFile("muster", ".out");
      Path err = Files.createTempFile("muster", ".err");
      try {
        return run(words, environment, limit, out, err);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ended run(
      List<String> words, Map<String, String> environment, Duration limit, Path out, Path err)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    if (!endsWithin(process, limit)) {
      process.destroyForcibly();
      throw new AssertionError(
          words + ": still running after " + limit.toSeconds() + " s; it said: " + text(err));
    }
    return new Ended(process.exitValue(), text(out), text(err));
  }

  /// Runs a program that must succeed and gives its standard output.
  ///
  /// @throws AssertionError when it ends with another status than 0; holds what it said
  static String succeed(List<String> words) {
    Ended ended = run(words);
    if (ended.exit() != 0) {
      throw new AssertionError(
          words + ": wanted exit status 0, got " + ended.exit() + ": " + ended.err());
    }
    return ended.out();
  }

  static boolean endsWithin(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + process.info(), e);
    }
  }

  /// The whole text of a file; what is not UTF-8 is replaced.
  static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
