package dev.muster.tools;

import java.nio.file.Path;
import java.util.Map;

/// The memory of a host, in bytes; 0 for what it does not tell.
///
/// @param total what it has
/// @param available what programs could get without swapping
/// @param free what is used for nothing at all
/// @param swapTotal how much may be swapped out
/// @param swapFree how much of that is not used
public record MemoryFacts(long total, long available, long free, long swapTotal, long swapFree) {

  /// Reads them now.
  public static MemoryFacts read() {
    return read(Path.of("/"));
  }

  static MemoryFacts read(Path root) {
    Map<String, String> said = SystemText.pairs(root.resolve("proc/meminfo"), ":");
    return new MemoryFacts(
        bytes(said, "MemTotal"),
        bytes(said, "MemAvailable"),
        bytes(said, "MemFree"),
        bytes(said, "SwapTotal"),
        bytes(said, "SwapFree"));
  }

  private static long bytes(Map<String, String> said, String name) {
    return SystemText.number(said.getOrDefault(name, "")) * 1024;
  }
}
