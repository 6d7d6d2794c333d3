package dev.muster.fleet;

import java.util.Map;

/// The signals that the protocol has names for (RFC 4254 section 6.10), with their numbers on
/// Linux.
final class Signals {

  private static final int FROM_SIGNAL = 128;
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "HUP"),
          Map.entry(2, "INT"),
          Map.entry(3, "QUIT"),
          Map.entry(4, "ILL"),
          Map.entry(6, "ABRT"),
          Map.entry(8, "FPE"),
          Map.entry(9, "KILL"),
          Map.entry(10, "USR1"),
          Map.entry(11, "SEGV"),
          Map.entry(12, "USR2"),
          Map.entry(13, "PIPE"),
          Map.entry(14, "ALRM"),
          Map.entry(15, "TERM"));

  private Signals() {}

  /// Returns how a process ended by the status that Java has for it.
  static Exit exit(int status) {
    String name = NAMES.get(status - FROM_SIGNAL);
    return name == null ? new Exit.Status(status) : new Exit.Signal(name);
  }

  /// Returns whether there is a signal of that name; everything else stays away from the shell.
  static boolean isKnown(String name) {
    return NAMES.containsValue(name);
  }
}
