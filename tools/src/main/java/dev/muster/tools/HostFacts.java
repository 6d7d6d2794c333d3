package dev.muster.tools;

import java.util.List;

/// What there is to know of a host, taken at one moment.
///
/// @param os its operating system
/// @param hardware its machine
/// @param network its names and addresses
/// @param mounts its file systems
/// @param java the agent's Java
/// @param clock its time and zone, when the facts were taken, and how long it has been up
/// @param activity how busy it is, and with whom
public record HostFacts(
    OsFacts os,
    Hardware hardware,
    NetworkFacts network,
    List<Mount> mounts,
    JavaFacts java,
    ClockFacts clock,
    Activity activity) {

  public HostFacts {
    mounts = List.copyOf(mounts);
  }

  /// The machine.
  public record Hardware(MachineFacts machine, CpuFacts cpu, MemoryFacts memory) {}

  /// What goes on.
  ///
  /// @param users who is logged in, as `who` tells; none where there is no such program
  public record Activity(LoadFacts load, List<LoggedIn> users) {

    public Activity {
      users = List.copyOf(users);
    }
  }
}
