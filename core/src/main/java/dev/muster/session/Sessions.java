package dev.muster.session;

import dev.muster.model.HostTask;
import dev.muster.model.Secrets;
import dev.muster.model.SshConfiguration;
import dev.muster.model.SshSettings;
import dev.muster.model.Trace;
import dev.muster.plan.Plan;
import dev.muster.plan.Target;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.trace.TraceWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All connections of one [dev.muster.ssh.SshClient], which it owns. Safe for use by many threads.
public final class Sessions implements AutoCloseable {

  private final SshClient client;
  private final Jumps jumps;
  private final Configured configured;
  private final Optional<TraceWriter> trace;

  private Sessions(SshClient client, Configured configured, Optional<TraceWriter> trace) {
    this.client = client;
    this.jumps = new Jumps(client);
    this.configured = configured;
    this.trace = trace;
  }

  /// Reads the configuration and the key files that were named, then opens the engine.
  ///
  /// @param settings what holds where the configuration says nothing
  /// @param loops how many event loops; 0: as many as there are processors
  /// @param wanted where packets are told of, if anywhere
  /// @throws IllegalArgumentException if a setting or a file cannot be used
  public static Sessions open(
      SshSettings settings,
      SshConfiguration configuration,
      Secrets secrets,
      int loops,
      Optional<Trace> wanted) {
    Configured configured = Configured.read(settings, configuration, secrets);
    int count = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    if (wanted.isEmpty()) {
      return new Sessions(SshClient.open(count), configured, Optional.empty());
    }
    TraceWriter trace = new TraceWriter(wanted.get().out(), wanted.get().trouble());
    return new Sessions(SshClient.open(count, trace), configured, Optional.of(trace));
  }

  /// Returns what the user should know though it stops nothing: keys not used, lines passed over.
  public List<String> notes() {
    return configured.notes();
  }

  /// Returns where hosts are, from their names as they were typed.
  ///
  /// @throws IllegalArgumentException if a name cannot be understood, or the configuration cannot
  ///   be followed for it
  public Routes routes(List<String> names) {
    configured.refresh();
    List<HostTask> hosts = new ArrayList<>(names.size());
    List<Routes.Terms> terms = new ArrayList<>(names.size());
    List<Target> targets = Plan.targets(names);
    for (int rank = 0; rank < targets.size(); rank++) {
      terms.add(configured.terms(names.get(rank), rank, targets.get(rank), hosts));
    }
    return new Routes(hosts, terms);
  }

  /// Returns the gateways of a group; nothing is connected yet.
  ///
  /// @param keep whether connections stay open when nobody uses them
  public GroupGateways group(Routes routes, boolean keep) {
    return new GroupGateways(client, jumps, routes, keep);
  }

  /// Ends every connection and waits for the engine to end; it is bounded.
  @Override
  public void close() {
    client.close();
    configured.close();
    trace.ifPresent(TraceWriter::close);
  }
}
