package dev.muster.tools;

import java.nio.file.Path;
import java.util.List;

/// How busy a host is: how many processes ran, wanted to, or waited for a disk.
///
/// @param oneMinute the average over the last minute; 0 if the host does not tell
/// @param fiveMinutes the average over the last five
/// @param fifteenMinutes the average over the last fifteen
public record LoadFacts(double oneMinute, double fiveMinutes, double fifteenMinutes) {

  /// Reads them now.
  public static LoadFacts read() {
    return read(Path.of("/"));
  }

  static LoadFacts read(Path root) {
    List<String> said = SystemText.fields(SystemText.read(root.resolve("proc/loadavg")));
    return new LoadFacts(average(said, 0), average(said, 1), average(said, 2));
  }

  private static double average(List<String> said, int at) {
    String text = at < said.size() ? said.get(at) : "";
    return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? Double.parseDouble(text) : 0;
  }
}
