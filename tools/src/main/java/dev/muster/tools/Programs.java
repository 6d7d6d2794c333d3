package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The system's own programs, run for a tool: in the C locale, so that what they say can be read,
/// with nothing to ask, and within limits.
///
/// @param folders where they are
record Programs(List<Path> folders) {

  private static final Duration QUICK = Duration.ofMinutes(1);
  private static final int MOST_OUTPUT = 8 * 1024 * 1024;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// Returns those of this host.
  static Programs ofHost() {
    return new Programs(Which.folders());
  }

  boolean has(String name) {
    return Which.find(name, folders).isPresent();
  }

  /// Runs a program that takes no time, whatever its status.
  Ran run(String... words) throws IOException, InterruptedException {
    return run(Program.of(words).within(QUICK));
  }

  /// Runs a program, whatever its status.
  ///
  /// @param program with the time it may take
  Ran run(Program program) throws IOException, InterruptedException {
    ProgramLimits limits = new ProgramLimits(program.limits().time(), MOST_OUTPUT, GRACE);
    return Exec.run(
        program.withEnvironment("LC_ALL", "C").withEnvironment("LANGUAGE", "C").limitedTo(limits),
        folders);
  }
}
