package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Path;

/// The agents on this machine.
final class Agents {

  private Agents() {}

  /// The resident memory of all that this process has started; the shells that stand behind them do
  /// not count.
  static long residentKib() throws IOException {
    long all = 0;
    for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
      if (isJava(each)) {
        all += Resident.kib(each.pid());
      }
    }
    return all;
  }

  /// The resident memory of those that run from a cache, whoever has started them.
  static long residentKib(Path cache) throws IOException {
    long all = 0;
    for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
      if (each.info().commandLine().orElse("").contains("-jar " + cache.resolve("agent-"))) {
        all += Resident.kib(each.pid());
      }
    }
    return all;
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().map(Path::of).filter(file -> file.endsWith("java")).isPresent();
  }
}
