package dev.muster.plan;

import dev.muster.model.Command;
import dev.muster.model.HostTask;
import dev.muster.model.SshSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns a request into tasks, one for each host, in the order given. A function of values.
public final class Plan {

  private Plan() {}

  /// Returns the tasks of a run.
  ///
  /// @param hosts names, each `host`, `user@host`, `host:port` or `user@host:port`; an IPv6 address
  ///   with a port is in brackets
  /// @param settings the user and port where a name says nothing else
  /// @param command what to run; empty to connect only
  /// @throws IllegalArgumentException if a name cannot be understood
  public static List<HostTask> of(
      List<String> hosts, SshSettings settings, Optional<Command> command) {
    List<HostTask> tasks = new ArrayList<>(hosts.size());
    boolean same = command.isEmpty() || !command.get().perHost();
    String line = command.isPresent() && same ? command.get().line("", 0) : "";
    for (int rank = 0; rank < hosts.size(); rank++) {
      String host = hosts.get(rank);
      Target target = Target.parse(host, settings.user(), settings.port());
      String own = same ? line : command.get().line(target.name(), rank);
      tasks.add(new HostTask(host, rank, target.name(), target.port(), target.user(), own));
    }
    return tasks;
  }
}
