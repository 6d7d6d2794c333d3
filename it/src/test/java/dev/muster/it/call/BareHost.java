package dev.muster.it.call;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A host without a Java whose file systems stay mounted from start to start.
final class BareHost implements AutoCloseable {

  private static final long LIMIT_SECONDS = 20;

  private final Process keeper;

  private BareHost(Process keeper) {
    this.keeper = keeper;
  }

  /// Opens one.
  ///
  /// @param mounts a shell command that mounts what is to be there, without single quotes
  static BareHost open(String mounts) throws IOException {
    String line = NoJava.WORDS.replace("unset JAVA_HOME", mounts + " || exit 9; unset JAVA_HOME");
    Process keeper =
        new ProcessBuilder("sh", "-c", "exec " + line + " sh -c \"echo ready; exec cat\"")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = keeper.inputReader(StandardCharsets.UTF_8);
    if (!"ready".equals(said.readLine())) {
      keeper.destroyForcibly();
      throw new IllegalStateException("no host with " + mounts);
    }
    return new BareHost(keeper);
  }

  /// Returns a spec that starts an agent there.
  ///
  /// @param options which end it
  String spec(String options) {
    return "command:" + String.join(" ", words()) + options;
  }

  /// Runs a shell command there and returns what it printed.
  String run(String command) throws IOException, InterruptedException {
    List<String> words = words();
    words.addAll(List.of("sh", "-c", command));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(command + ": " + said);
    }
    return said;
  }

  private List<String> words() {
    return new ArrayList<>(
        List.of(
            "nsenter",
            "--preserve-credentials",
            "-t",
            Long.toString(keeper.pid()),
            "-U",
            "-m",
            "env",
            "-u",
            "JAVA_HOME",
            "PATH=/usr/bin:/bin"));
  }

  @Override
  public void close() {
    keeper.destroyForcibly();
  }
}
