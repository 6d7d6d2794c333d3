package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Path;

/// The agents that this process has started on this machine.
final class Agents {

  private Agents() {}

  /// The resident memory of all of them together; the shells that stand behind them do not count.
  static long residentKib() throws IOException {
    long all = 0;
    for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
      if (isJava(each)) {
        all += Resident.kib(each.pid());
      }
    }
    return all;
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().map(Path::of).filter(file -> file.endsWith("java")).isPresent();
  }
}
