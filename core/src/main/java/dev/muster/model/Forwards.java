package dev.muster.model;

import java.util.ArrayList;
import java.util.List;

/// What is forwarded between here and each host while a command runs there. Immutable; each method
/// returns a changed copy.
///
/// Each is written as `ssh` takes it: `[HOST:]PORT:HOST:PORT`, `[HOST:]PORT:PATH`, `PATH:HOST:PORT`
/// or `PATH:PATH`, the place that connections come to first and the one that they lead to second;
/// IPv6 addresses are in brackets. A place to come to without a host is the loopback addresses, `*`
/// is all of them.
///
/// @param remote come to the host and lead from here on, `ssh -R`; port 0 takes a free one
/// @param local come to here and lead from the host on, `ssh -L`; for one host only
/// @param dynamic places here where SOCKS clients say where the host leads them, `[HOST:]PORT`,
///   `ssh -D`; for one host only
/// @param agent whether programs there may use the ssh-agent here, `ssh -A`: to see its keys and to
///   sign with them
public record Forwards(
    List<String> remote, List<String> local, List<String> dynamic, boolean agent) {

  public Forwards {
    remote = List.copyOf(remote);
    local = List.copyOf(local);
    dynamic = List.copyOf(dynamic);
  }

  /// Returns none.
  public static Forwards none() {
    return new Forwards(List.of(), List.of(), List.of(), false);
  }

  /// Returns whether nothing is forwarded and no agent is lent.
  public boolean isNone() {
    return remote.isEmpty() && local.isEmpty() && dynamic.isEmpty() && !agent;
  }

  /// Returns these and one from each host to here.
  public Forwards remote(String forward) {
    return new Forwards(with(remote, forward), local, dynamic, agent);
  }

  /// Returns these and one from here to the host.
  public Forwards local(String forward) {
    return new Forwards(remote, with(local, forward), dynamic, agent);
  }

  /// Returns these and one from here to wherever the host leads.
  public Forwards dynamic(String listen) {
    return new Forwards(remote, local, with(dynamic, listen), agent);
  }

  /// Returns these with the ssh-agent lent to the hosts.
  public Forwards withAgent() {
    return new Forwards(remote, local, dynamic, true);
  }

  private static List<String> with(List<String> some, String more) {
    List<String> all = new ArrayList<>(some);
    all.add(more);
    return all;
  }
}
