package dev.muster.bench;

import java.util.List;

/// The layers of ours that are measured in one process.
final class Engines {

  /// @param name how it is called in reports and on the command line
  /// @param idleKib the bar for an idle connection's memory
  /// @param door opens it
  record Layer(String name, double idleKib, Engine.Door door) {}

  private static final List<Layer> ALL =
      List.of(new Layer("ssh", 4, SshEngine::new), new Layer("core", 6, CoreEngine::new));

  private Engines() {}

  static List<Layer> all() {
    return ALL;
  }
}
