package dev.muster.session;

import dev.muster.fan.Engine;
import dev.muster.fan.Work;
import dev.muster.fan.WorkListener;
import dev.muster.model.Command;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.ssh.Cancellable;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.SshClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gateways of one group. Safe for use by many threads.
public final class GroupGateways implements AutoCloseable {

  private final SshClient client;
  private final ConnectionOptions options;
  private final List<HostTask> hosts;
  private final boolean keep;

  /// Made when first used; guarded by this.
  private final @Nullable Gateway[] gateways;

  private boolean closed;

  GroupGateways(SshClient client, ConnectionOptions options, List<HostTask> hosts, boolean keep) {
    this.client = client;
    this.options = options;
    this.hosts = hosts;
    this.keep = keep;
    this.gateways = new Gateway[hosts.size()];
  }

  /// Begins a run: what comes back does its work and belongs to it.
  ///
  /// @param command empty to connect only
  /// @param environment variables beside the command's own, which win
  /// @param windowBytes how much output of one host may be on its way
  /// @throws IllegalArgumentException if the command's input cannot be read
  public RunEngine begin(
      Optional<Command> command, Map<String, String> environment, int windowBytes) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    command.ifPresent(given -> all.putAll(given.environment()));
    InputSource input = InputSource.open(command.map(Command::input).orElse(Input.none()));
    return new RunEngine(new Job(all, input, windowBytes));
  }

  private Gateway gateway(int rank) {
    synchronized (this) {
      Gateway gateway = gateways[rank];
      if (gateway == null) {
        HostTask host = hosts.get(rank);
        Destination destination = new Destination(host.name(), host.port(), host.user(), options);
        gateway = new Gateway(client, destination, null, keep);
        gateways[rank] = gateway;
      }
      if (closed) {
        gateway.close();
      }
      return gateway;
    }
  }

  /// Closes every connection of the group. Idempotent.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (Gateway gateway : gateways) {
      if (gateway != null) {
        gateway.close();
      }
    }
  }

  /// Does the work of one run over the group's gateways.
  public final class RunEngine implements Engine, AutoCloseable {

    private final Job job;

    private RunEngine(Job job) {
      this.job = job;
    }

    @Override
    public Work begin(HostTask task, WorkListener listener) {
      SshWork work = new SshWork(task, job, listener);
      work.begin(gateway(task.rank()));
      return work;
    }

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
      try {
        Cancellable timer = client.schedule(delay, task);
        return timer::cancel;
      } catch (IllegalStateException e) {
        return () -> {}; // the engine is closed: every connection ends by that, and needs no alarm
      }
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    /// Closes the run's input.
    @Override
    public void close() {
      job.input().close();
    }
  }
}
