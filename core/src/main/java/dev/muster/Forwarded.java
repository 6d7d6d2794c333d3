package dev.muster;

import dev.muster.model.GroupResult;
import dev.muster.model.Reached;
import dev.muster.session.Holder;
import java.util.List;

/// Forwards that are in place on the hosts of a group until this is closed, and the connections
/// that carry them. Safe for use by many threads.
///
/// A forward ends early if its host's connection is lost; it is not made again.
public final class Forwarded implements AutoCloseable {

  private final GroupResult<Reached> hosts;
  private final Holder holder;

  Forwarded(GroupResult<Reached> hosts, Holder holder) {
    this.hosts = hosts;
    this.holder = holder;
  }

  /// Returns which hosts have their forwards, and why the others have none.
  public GroupResult<Reached> hosts() {
    return hosts;
  }

  /// Returns where the connections of a host's forwards are taken, as `HOST:PORT` or a path: those
  /// that the host listens on for us first, in the order of [dev.muster.model.Forwards]. Ports that
  /// were asked for as 0 are those that were given. Empty for a host that has none.
  ///
  /// @param rank the host's place in the group, counted from 0
  public List<String> addresses(int rank) {
    return holder.addresses(rank);
  }

  /// Ends the forwards and what leads through them; places here are free when this returns.
  /// Idempotent.
  @Override
  public void close() {
    holder.close();
  }
}
