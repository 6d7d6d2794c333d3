package dev.muster.ssh.trust;

import java.util.List;

/// A host as `known_hosts` names it: in lower case, and in brackets with its port unless that is
/// 22.
final class HostName {

  static final int DEFAULT_PORT = 22;

  /// What would mean something else in a file, or cannot stand in one.
  private static final String SPECIAL = "@?*#[]|'\"\\!,";

  private HostName() {}

  /// Returns the name that is looked up and written.
  ///
  /// @throws IllegalArgumentException if the port is none
  static String of(String host, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " where 1 to 65535 is wanted");
    }
    String name = lowerCase(host);
    return port == DEFAULT_PORT ? name : "[" + name + "]:" + port;
  }

  /// Returns the names under which lines count: with its port, and without.
  static List<String> all(String host, int port) {
    String name = of(host, port);
    return port == DEFAULT_PORT ? List.of(name) : List.of(name, of(host, DEFAULT_PORT));
  }

  /// Returns whether that host's name can be written into a file and read back as the same.
  static boolean isRecordable(String host) {
    return !host.isEmpty()
        && host.chars().allMatch(c -> c > ' ' && c != 0x7f && SPECIAL.indexOf(c) < 0);
  }

  /// Returns the name with the letters A to Z in lower case, as OpenSSH does it, whatever the
  /// locale.
  static String lowerCase(String name) {
    int length = name.length();
    for (int i = 0; i < length; i++) {
      if (isUpper(name.charAt(i))) {
        char[] chars = name.toCharArray();
        for (int j = i; j < length; j++) {
          chars[j] = isUpper(chars[j]) ? (char) (chars[j] + ('a' - 'A')) : chars[j];
        }
        return new String(chars);
      }
    }
    return name;
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
