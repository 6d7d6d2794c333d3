package dev.muster.session;

import dev.muster.host.Spec;
import dev.muster.model.Diagnostics;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.RuntimePush;
import dev.muster.model.Secrets;
import dev.muster.model.Spread;
import dev.muster.model.SshConfiguration;
import dev.muster.model.SshSettings;
import dev.muster.model.Transport;
import dev.muster.plan.Labels;
import dev.muster.plan.Plan;
import dev.muster.plan.Target;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.runtime.Runtimes;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.trace.PacketTrace;
import dev.muster.ssh.trace.TraceWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All connections of one [dev.muster.ssh.SshClient], which it owns. Safe for use by many threads.
public final class Sessions implements AutoCloseable {

  private final SshClient client;
  private final Jumps jumps;
  private final Doubts doubts;
  private final Configured configured;
  private final Secrets secrets;
  private final Optional<TraceWriter> trace;
  private final Optional<RuntimePush> runtime;
  private final Map<String, Transport> transports;

  /// Groups whose agents have to end with this.
  private final OpenAgents withAgents = new OpenAgents();

  private final AgentStarts starts;

  private Sessions(
      SshClient client,
      Configured configured,
      Secrets secrets,
      Optional<TraceWriter> trace,
      Optional<RuntimePush> runtime,
      Map<String, Transport> transports,
      Doubts doubts) {
    this.client = client;
    this.starts = new AgentStarts(client, withAgents);
    this.runtime = runtime;
    this.transports = transports;
    this.secrets = secrets;
    this.doubts = doubts;
    this.jumps = new Jumps(client, doubts);
    this.configured = configured;
    this.trace = trace;
  }

  /// Reads the configuration and the key files that were named, then opens the engine.
  ///
  /// @param settings what holds where the configuration says nothing
  /// @param loops how many event loops; 0: as many as there are processors
  /// @param wanted who hears of packets and of hosts that are doubtful
  /// @param runtime what hosts without a Java are given, if anything
  /// @param transports ways to targets beside those that are built in
  /// @throws IllegalArgumentException if a setting or a file cannot be used, or no such runtime can
  ///   be made here
  public static Sessions open(
      SshSettings settings,
      SshConfiguration configuration,
      Secrets secrets,
      int loops,
      Diagnostics wanted,
      Optional<RuntimePush> runtime,
      Map<String, Transport> transports) {
    runtime.ifPresent(Runtimes.ofThisJdk()::require);
    Configured configured = Configured.read(settings, configuration, secrets);
    int count = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    Optional<TraceWriter> trace =
        wanted.trace().map(where -> new TraceWriter(where.out(), where.trouble()));
    SshClient client =
        SshClient.open(count, trace.map(PacketTrace.class::cast), secrets.variables());
    return new Sessions(
        client, configured, secrets, trace, runtime, transports, new Doubts(wanted.warnings()));
  }

  /// Returns what the user should know though it stops nothing: keys not used, lines passed over.
  public List<String> notes() {
    return configured.notes();
  }

  /// Returns what the phases of SSH connections took until now.
  public Map<Phase, Spread> times() {
    Map<Phase, Spread> all = new EnumMap<>(Phase.class);
    client
        .times()
        .spreads()
        .forEach((phase, its) ->
            all.put(
                Failures.phase(phase),
                new Spread(its.count(), its.median(), its.most(), its.longest(), its.slowest())));
    return all;
  }

  /// Returns where hosts are, from their names as they were typed.
  ///
  /// @throws IllegalArgumentException if a name cannot be understood, or the configuration cannot
  ///   be followed for it
  public Routes routes(List<String> names) {
    configured.refresh();
    List<HostTask> hosts = new ArrayList<>(names.size());
    List<Optional<Routes.Terms>> terms = new ArrayList<>(names.size());
    List<Optional<Spec>> specs = new ArrayList<>(names.size());
    List<Target> targets = Plan.targets(names);
    Labels labels = new Labels();
    for (int rank = 0; rank < targets.size(); rank++) {
      String name = names.get(rank);
      Target target = targets.get(rank);
      Optional<Spec> spec =
          Spec.isMoreThanAHost(name) ? Optional.of(Spec.parse(name)) : Optional.empty();
      specs.add(spec);
      if (spec.isEmpty()) {
        terms.add(Optional.of(configured.terms(name, rank, target, hosts)));
      } else {
        terms.add(terms(spec.get(), labels.of(spec.get()), rank, target, hosts));
      }
    }
    return new Routes(hosts, terms, specs, transports);
  }

  /// Adds a host that a spec names to `hosts`, under its label; empty if it is not reached over
  /// SSH.
  private Optional<Routes.Terms> terms(
      Spec spec, String label, int rank, Target target, List<HostTask> hosts) {
    if (spec.kind() == Spec.Kind.TRANSPORT && !transports.containsKey(spec.scheme())) {
      throw new IllegalArgumentException(noSuchKind(spec));
    }
    if (spec.kind() != Spec.Kind.SSH) {
      hosts.add(new HostTask(label, rank, target.name(), 0, "", ""));
      return Optional.empty();
    }
    Routes.Terms terms = configured.terms(spec.target(), rank, target, hosts);
    HostTask host = hosts.removeLast();
    hosts.add(new HostTask(label, rank, host.name(), host.port(), host.user(), host.line()));
    return Optional.of(terms);
  }

  private String noSuchKind(Spec spec) {
    List<String> kinds = new ArrayList<>();
    for (Spec.Kind kind : Spec.Kind.values()) {
      if (kind != Spec.Kind.TRANSPORT) {
        kinds.add(kind.word() + ":");
      }
    }
    transports.keySet().forEach(name -> kinds.add(name + ":"));
    return "spec \"%s\": there is no kind of target \"%s:\"; there are %s, and HOST:PORT"
        .formatted(spec, spec.scheme(), String.join(", ", kinds));
  }

  /// Returns the gateways of a group; nothing is connected yet.
  ///
  /// @param keep whether connections stay open when nobody uses them
  public GroupGateways group(Routes routes, boolean keep) {
    return group(routes, keep, _ -> Optional.empty());
  }

  /// Returns the gateways of a group, some of whose hosts may be reached through gateways outside.
  public GroupGateways group(Routes routes, boolean keep, GroupGateways.Others others) {
    return new GroupGateways(
        client, jumps, doubts, routes, secrets, keep, starts, others, Optional.empty());
  }

  /// Returns a group of members of others, whose connections stay theirs.
  public GroupGateways group(List<GroupGateways.Member> members) {
    return new GroupGateways(
        client,
        jumps,
        doubts,
        Routes.of(members),
        secrets,
        true,
        starts,
        _ -> Optional.empty(),
        Optional.of(List.copyOf(members)));
  }

  /// Returns how agents are started and ended here.
  public AgentOptions agentOptions() {
    return AgentOptions.standard().withRuntime(runtime);
  }

  /// Ends every connection and waits for the engine to end; it is bounded.
  @Override
  public void close() {
    withAgents.close();
    client.close();
    configured.close();
    doubts.close();
    trace.ifPresent(TraceWriter::close);
  }
}
