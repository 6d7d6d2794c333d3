package dev.muster.session;

import dev.muster.host.Spec;
import dev.muster.model.HostTask;
import dev.muster.model.Transport;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Pty;
import dev.muster.ssh.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the hosts of a group are, and on which terms each is reached. Immutable.
public final class Routes {

  /// On which terms a host is reached, shared by all hosts for which they are the same.
  ///
  /// @param options for the engine
  /// @param environment variables for the commands (`SendEnv`, `SetEnv`)
  /// @param pty the terminal for commands that say nothing of one (`RequestTTY`)
  /// @param way the hosts to go through, the first to connect to first
  /// @param lent what is forwarded without being asked for
  /// @param route how a host is connected to that is not behind another
  /// @param refusal why the host is not to be connected to; empty if it is
  record Terms(
      ConnectionOptions options,
      Map<String, String> environment,
      Optional<Pty> pty,
      List<Destination> way,
      Route route,
      Lent lent,
      String refusal) {

    /// Returns these for a host that is connected to by a command, if there is one.
    Terms by(Optional<String> command) {
      return command.isEmpty()
          ? this
          : new Terms(options, environment, pty, way, Route.command(command.get()), lent, refusal);
    }
  }

  /// What the configuration says about forwarding.
  ///
  /// @param agent the socket of the agent that commands may use (`ForwardAgent`)
  /// @param available the socket of the agent that they may use if a caller says so
  /// @param gateway whether forwards listen here on all addresses (`GatewayPorts`)
  record Lent(Optional<Path> agent, Optional<Path> available, boolean gateway) {
    static final Lent NOTHING = new Lent(Optional.empty(), Optional.empty(), false);
  }

  private final List<HostTask> hosts;
  private final List<Optional<Terms>> terms;
  private final List<Optional<Spec>> specs;
  private final Map<String, Transport> transports;

  /// @param transports by the names with which specs begin
  Routes(
      List<HostTask> hosts,
      List<Optional<Terms>> terms,
      List<Optional<Spec>> specs,
      Map<String, Transport> transports) {
    this.transports = Map.copyOf(transports);
    this.hosts = List.copyOf(hosts);
    this.terms = List.copyOf(terms);
    this.specs = List.copyOf(specs);
  }

  /// Returns routes to hosts of others, in that order.
  static Routes of(List<GroupGateways.Member> members) {
    List<HostTask> hosts = new ArrayList<>(members.size());
    List<Optional<Terms>> terms = new ArrayList<>(members.size());
    List<Optional<Spec>> specs = new ArrayList<>(members.size());
    for (GroupGateways.Member member : members) {
      Routes from = member.group().routes();
      HostTask host = from.hosts.get(member.rank());
      hosts.add(
          new HostTask(
              host.host(), hosts.size(), host.name(), host.port(), host.user(), host.line()));
      terms.add(from.terms.get(member.rank()));
      specs.add(from.specs.get(member.rank()));
    }
    return new Routes(hosts, terms, specs, Map.of()); // they are used where the hosts are at home
  }

  /// Returns the spec of a host that is more than a name.
  Optional<Spec> spec(int rank) {
    return specs.get(rank);
  }

  /// Returns how a target is reached that a transport leads to; empty for all others.
  Optional<Transport> transport(int rank) {
    Optional<Spec> spec = specs.get(rank);
    return spec.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(transports.get(spec.get().scheme()));
  }

  /// Returns the hosts in order, with nothing to do yet.
  public List<HostTask> hosts() {
    return hosts;
  }

  Destination destination(int rank) {
    HostTask host = hosts.get(rank);
    Terms own = terms.get(rank).orElseThrow();
    return new Destination(host.name(), host.port(), host.user(), own.options(), own.route());
  }

  List<Destination> way(int rank) {
    Optional<Terms> own = terms.get(rank);
    return own.isPresent() ? own.get().way() : List.of();
  }

  Map<String, String> environment(int rank) {
    return terms.get(rank).map(Terms::environment).orElse(Map.of());
  }

  Optional<Pty> pty(int rank) {
    return terms.get(rank).flatMap(Terms::pty);
  }

  Lent lent(int rank) {
    return terms.get(rank).map(Terms::lent).orElse(Lent.NOTHING);
  }

  /// Returns whether there is an agent to lend to every host.
  public boolean hasAgent() {
    return terms.stream().allMatch(each -> each.flatMap(its -> its.lent().available()).isPresent());
  }

  String refusal(int rank) {
    Optional<Terms> own = terms.get(rank);
    return own.isPresent() ? own.get().refusal() : "";
  }
}
