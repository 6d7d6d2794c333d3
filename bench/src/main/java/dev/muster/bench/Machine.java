package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine that figures were taken on.
///
/// @param cores processors this JVM may use
/// @param model the processor's own name
/// @param memoryKib all of its memory
/// @param system name and version of the kernel
/// @param java the JVM that runs this
/// @param load how many processes wanted a processor in the last minute, on average
record Machine(int cores, String model, long memoryKib, String system, String java, double load) {

  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name"),
        kib(field("/proc/meminfo", "MemTotal")),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        loadNow());
  }

  private static String field(String file, String name) {
    try {
      return Files.readString(Path.of(file))
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException noSuchFile) {
      return "unknown";
    }
  }

  private static double loadNow() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    } catch (IOException noSuchFile) {
      return 0;
    }
  }

  private static long kib(String text) {
    return text.endsWith(" kB") ? Long.parseLong(text.substring(0, text.length() - 3)) : 0;
  }

  void print(Report report) {
    report.line(
        "machine: %d cores, %s, %.1f GiB, %s"
            .formatted(cores, model, memoryKib / 1024.0 / 1024.0, system));
    report.line("java: " + java);
    if (load > 0.3 * cores) {
      report.line(
          "WARNING: the load was %.1f in the last minute; others are at work here, do not trust what follows"
              .formatted(load));
    }
  }
}
