package dev.muster.plan;

import dev.muster.model.Command;
import dev.muster.model.HostTask;
import dev.muster.model.SudoMarks;
import java.util.ArrayList;
import java.util.List;

/// Turns a request into tasks, one for each host, in the order given. A function of values.
public final class Plan {

  private Plan() {}

  /// Returns the hosts taken apart.
  ///
  /// @throws IllegalArgumentException if a name cannot be understood; the message says which and
  ///   why
  public static List<Target> targets(List<String> hosts) {
    List<Target> targets = new ArrayList<>(hosts.size());
    for (String host : hosts) {
      targets.add(Target.parse(host));
    }
    return targets;
  }

  /// Returns the tasks of a run.
  ///
  /// @param hosts where the hosts are
  /// @param marks what `sudo` says in this run, if the command has one
  public static List<HostTask> of(List<HostTask> hosts, Command command, SudoMarks marks) {
    List<HostTask> tasks = new ArrayList<>(hosts.size());
    boolean same = !command.perHost();
    String line = same ? command.line("", 0, marks) : "";
    for (HostTask host : hosts) {
      String own = same ? line : command.line(Target.parse(host.host()).name(), host.rank(), marks);
      tasks.add(new HostTask(host.host(), host.rank(), host.name(), host.port(), host.user(), own));
    }
    return tasks;
  }
}
