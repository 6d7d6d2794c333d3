package dev.muster.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which operating system a host has. What it does not tell is empty.
///
/// @param id the distribution in one lower-case word, such as `debian`; the system's name, such as
///   `mac os x`, where there are none
/// @param like the ids of those that it is made from, nearest first, such as `[rhel, centos,
///   fedora]`
/// @param version its version in digits, such as `12`; empty for one that never stands still
/// @param codename the version's name, such as `bookworm`
/// @param name its name for people, such as `Debian GNU/Linux 12 (bookworm)`
/// @param kernel the kernel's release, such as `6.1.0-18-amd64`
/// @param architecture as the kernel calls it, such as `x86_64` or `aarch64`
public record OsFacts(
    String id,
    List<String> like,
    String version,
    String codename,
    String name,
    String kernel,
    String architecture) {

  /// Reads them now.
  public static OsFacts read() {
    return read(Path.of("/"), System.getProperty("os.name", ""));
  }

  static OsFacts read(Path root, String system) {
    Path etc = root.resolve("etc/os-release");
    Path file = Files.isReadable(etc) ? etc : root.resolve("usr/lib/os-release");
    Map<String, String> said = SystemText.pairs(file, "=");
    String kernel = SystemText.read(root.resolve("proc/sys/kernel/osrelease")).strip();
    return new OsFacts(
        value(said, "ID", system.toLowerCase(Locale.ROOT)),
        SystemText.fields(value(said, "ID_LIKE", "")),
        value(said, "VERSION_ID", ""),
        value(said, "VERSION_CODENAME", ""),
        value(said, "PRETTY_NAME", value(said, "NAME", system)),
        kernel.isEmpty() ? System.getProperty("os.version", "") : kernel,
        architecture(System.getProperty("os.arch", "")));
  }

  /// Values are shell words: in double quotes, in single quotes or without.
  private static String value(Map<String, String> said, String name, String otherwise) {
    String value = said.getOrDefault(name, otherwise);
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted
        ? value.substring(1, value.length() - 1).replaceAll("\\\\([\"\\\\$`])", "$1")
        : value;
  }

  static String architecture(String java) {
    return switch (java) {
      case "amd64" -> "x86_64";
      case "x86" -> "i686";
      default -> java;
    };
  }
}
