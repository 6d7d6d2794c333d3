package dev.muster.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Programs of the system: where they are and what version.
final class Tools {

  private Tools() {}

  /// @param debian the Debian package that has it
  /// @throws NotPossible when it is not installed; says how
  static Path find(String name, String debian) {
    return look(name)
        .orElseThrow(() ->
            new NotPossible(name + " is not installed; install it: apt-get install " + debian));
  }

  static Optional<Path> look(String name) {
    List<String> folders = new ArrayList<>();
    // The system's first: what a user has put before them may be a wrapper, which would be measured
    // too.
    folders.addAll(List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"));
    folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)));
    return folders.stream()
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .findFirst();
  }

  /// What a short command prints, output and errors together, without blanks at its ends.
  ///
  /// @throws NotPossible when it fails
  static String say(List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new NotPossible(String.join(" ", words) + " failed: " + said);
    }
    return said;
  }

  /// The first line of what a program says of its version, or that it says nothing.
  static String version(List<String> words) throws IOException, InterruptedException {
    try {
      return say(words, Map.of()).lines().findFirst().orElse("unknown");
    } catch (NotPossible e) {
      return "unknown";
    }
  }
}
