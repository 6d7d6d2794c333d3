package dev.muster.tools;

import java.nio.file.Path;

/// The processors of a host.
///
/// @param count how many the system has, each thread of a core among them
/// @param usable how many of them the agent may use, which is fewer in some containers
/// @param model the first one's name, empty if the host does not tell
public record CpuFacts(int count, int usable, String model) {

  /// Reads them now.
  public static CpuFacts read() {
    return read(Path.of("/"), Runtime.getRuntime().availableProcessors());
  }

  static CpuFacts read(Path root, int usable) {
    int count = 0;
    String model = "";
    for (String line : SystemText.lines(root.resolve("proc/cpuinfo"))) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (name.equals("processor")) {
        count++;
      } else if (model.isEmpty() && (name.equals("model name") || name.equals("Model"))) {
        model = line.substring(colon + 1).strip();
      }
    }
    return new CpuFacts(count == 0 ? usable : count, usable, model);
  }
}
