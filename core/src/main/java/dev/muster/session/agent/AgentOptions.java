package dev.muster.session.agent;

import dev.muster.model.RuntimePush;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// How agents are started and ended.
///
/// @param startLimit how long a start may take, connecting included
/// @param grace how long calls may take to end when an agent is to end
/// @param owners who hears what concerns the agent of a host, by the host's name
/// @param runtime what a host without a Java that will do is given, unless its spec says otherwise
public record AgentOptions(
    Duration startLimit,
    Duration grace,
    Function<String, AgentLink.Owner> owners,
    Optional<RuntimePush> runtime) {

  /// How long a start may take unless somebody says otherwise.
  public static final Duration STANDARD_START = Duration.ofSeconds(30);

  /// How long calls may take to end unless somebody says otherwise.
  public static final Duration STANDARD_GRACE = Duration.ofSeconds(5);

  /// Returns the usual ones, under which nobody hears what belongs to no call, and what is logged
  /// goes to the JDK's logger [dev.muster.model.Diagnostics#LOGGER].
  public static AgentOptions standard() {
    return new AgentOptions(STANDARD_START, STANDARD_GRACE, HostLogs::new, Optional.empty());
  }

  /// Returns these with another runtime, or none.
  public AgentOptions withRuntime(Optional<RuntimePush> other) {
    return new AgentOptions(startLimit, grace, owners, other);
  }

  /// Returns who hears what concerns the agent of a host.
  public AgentLink.Owner owner(String host) {
    return owners.apply(host);
  }
}
