package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// Time on a host.
///
/// @param now what its clock said
/// @param zone its time zone, such as `Europe/Berlin`; the agent's if the host does not tell
/// @param uptime how long it has been up, zero if it does not tell
/// @param bootId another one after each start; empty if the host does not tell
public record ClockFacts(Instant now, String zone, Duration uptime, String bootId) {

  private static final String ZONES = "zoneinfo/";

  /// Reads them now.
  public static ClockFacts read() {
    return read(Path.of("/"), Instant.now());
  }

  static ClockFacts read(Path root, Instant now) {
    List<String> up = SystemText.fields(SystemText.read(root.resolve("proc/uptime")));
    String seconds = up.isEmpty() ? "" : up.get(0);
    boolean told = seconds.matches("[0-9]{1,12}(\\.[0-9]{1,9})?");
    return new ClockFacts(
        now,
        zone(root),
        told ? Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000)) : Duration.ZERO,
        SystemText.read(root.resolve("proc/sys/kernel/random/boot_id")).strip());
  }

  private static String zone(Path root) {
    try {
      String link = Files.readSymbolicLink(root.resolve("etc/localtime")).toString();
      int at = link.indexOf(ZONES);
      if (at >= 0) {
        return link.substring(at + ZONES.length());
      }
    } catch (IOException | UnsupportedOperationException noLink) {
      // Some systems copy the zone there; the name stands elsewhere then, or nowhere.
    }
    String name = SystemText.read(root.resolve("etc/timezone")).strip();
    return name.isEmpty() ? ZoneId.systemDefault().getId() : name;
  }
}
