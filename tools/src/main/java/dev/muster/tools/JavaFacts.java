package dev.muster.tools;

/// The Java that the agent runs on.
///
/// @param version such as `21.0.4`
/// @param vendor who built it
/// @param home where it is
/// @param pid the agent's process
/// @param mostHeapBytes how much the agent may use for objects
public record JavaFacts(String version, String vendor, String home, long pid, long mostHeapBytes) {

  /// Reads them now.
  public static JavaFacts read() {
    return new JavaFacts(
        Runtime.version().toString(),
        System.getProperty("java.vendor", ""),
        System.getProperty("java.home", ""),
        ProcessHandle.current().pid(),
        Runtime.getRuntime().maxMemory());
  }
}
