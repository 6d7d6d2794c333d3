package dev.muster;

import dev.muster.host.HostSet;
import dev.muster.model.Phase;
import dev.muster.model.Spread;
import dev.muster.session.Sessions;
import java.util.List;
import java.util.Map;

/// Commands many hosts as one, over SSH.
///
/// Owns its event loops and every connection that it makes; all of them end with [#close]. Safe for
/// use by many threads.
///
/// ```java
/// try (Muster muster = Muster.open()) {
///   GroupResult<Completed> done = muster.group("web[1-3]").run(Command.of("uname", "-r"));
///   done.forEach((host, result) -> System.out.println(result.message()));
/// }
/// ```
///
/// A host's trouble is a value in its result. What is thrown is about the caller:
/// [IllegalArgumentException] for something that cannot be, [IllegalStateException] for something
/// that is closed, [InterruptedException] for a wait that was interrupted.
public final class Muster implements AutoCloseable {

  private final Sessions sessions;

  private Muster(Sessions sessions) {
    this.sessions = sessions;
  }

  /// Opens with the standard options.
  ///
  /// @throws IllegalArgumentException as [#open(MusterOptions)]
  public static Muster open() {
    return open(MusterOptions.standard());
  }

  /// Reads the configuration files and the key files that were named, and starts the event loops;
  /// connects to nothing yet.
  ///
  /// @throws IllegalArgumentException if a setting or a named file cannot be used; the message is
  ///   one line
  public static Muster open(MusterOptions options) {
    return new Muster(
        Sessions.open(
            options.ssh(),
            options.configuration(),
            options.secrets(),
            options.loops(),
            options.diagnostics(),
            options.runtime(),
            options.transports()));
  }

  /// Returns what the user should know though it stops nothing, a line each: key files not used,
  /// `known_hosts` lines passed over, hosts whose keys are not checked. Each group may add to them.
  public List<String> notes() {
    return sessions.notes();
  }

  /// Returns what the phases of all SSH connections took until now, from the look-up of the name to
  /// the login, those hops included that lead to other hosts. A phase is missing that none came
  /// through; a connection that failed counts for the phases before.
  public Map<Phase, Spread> times() {
    return sessions.times();
  }

  /// Returns the group of these hosts, in the order of the set. What the configuration says of them
  /// is found out, which reads the key files and `known_hosts` files that it names; nothing is
  /// connected until it is used.
  ///
  /// @throws IllegalArgumentException if there are none, a name cannot be understood, or the
  ///   configuration cannot be followed for one
  public Group group(HostSet hosts) {
    return groupOf(hosts.names());
  }

  /// Returns the group of the hosts of these expressions, such as `web[1-3]`; a host that several
  /// name is in it once.
  ///
  /// @throws IllegalArgumentException if there are none, or an expression or name cannot be
  ///   understood
  public Group group(String... expressions) {
    return group(HostSet.parse(List.of(expressions)));
  }

  /// Returns the group of exactly these hosts, each name as it stands; one that is named twice is
  /// in it twice, with a result for each rank.
  ///
  /// @throws IllegalArgumentException if there are none, or a name cannot be understood
  public Group groupOf(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no hosts are named");
    }
    return new Group(sessions, sessions.routes(names));
  }

  /// Returns a cluster without gateways, whose [Cluster#open()] opens processes on this machine.
  public Cluster cluster() {
    return cluster("local:");
  }

  /// Returns a cluster without gateways.
  ///
  /// @param spec what [Cluster#open()] opens, such as `ssh:localhost//nice=20`
  /// @throws IllegalArgumentException if it cannot be understood, or has an id
  public Cluster cluster(String spec) {
    return new Cluster(sessions, spec);
  }

  /// Ends every run and every connection, and waits for that; it is bounded by a few seconds.
  /// Idempotent.
  @Override
  public void close() {
    sessions.close();
  }
}
