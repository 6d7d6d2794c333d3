package dev.muster.session;

import dev.muster.fan.Engine;
import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.host.Spec;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.plan.SpecCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Does the work of one run over the group's gateways.
public final class RunEngine implements Engine, AutoCloseable {

  private final GroupGateways gateways;
  private final Job job;
  private final Leads leads;
  private final boolean hostWords;
  private final @Nullable Holder holder;

  RunEngine(
      GroupGateways gateways, Job job, Leads leads, boolean hostWords, @Nullable Holder holder) {
    this.gateways = gateways;
    this.job = job;
    this.leads = leads;
    this.hostWords = hostWords;
    this.holder = holder;
  }

  @Override
  public Work begin(HostTask task, WorkListener listener) {
    Job own =
        job.with(gateways.routes().environment(task.rank()), gateways.routes().pty(task.rank()))
            .with(forwarded(gateways.routes().lent(task.rank())));
    Optional<Spec> spec = gateways.routes().spec(task.rank());
    if (spec.isPresent() && spec.get().kind() != Spec.Kind.SSH) {
      return process(spec.get(), task, own, listener);
    }
    HostTask there = spec.isPresent() ? inside(spec.get(), task, Map.of()) : task;
    SshWork work = new SshWork(there, own, listener);
    String refusal = gateways.routes().refusal(task.rank());
    if (refusal.isEmpty()) {
      work.begin(gateways.gateway(task.rank()));
    } else {
      work.unreached(refused(task, refusal));
    }
    return work;
  }

  private Work process(Spec spec, HostTask task, Job own, WorkListener listener) {
    ProcessWork work = new ProcessWork(task, own, gateways.withheld(), listener);
    if (own.pty().isPresent() || own.sudo().isPresent() || !leads.isEmpty()) {
      listener.ended(
          refusal(
              task, "terminals, forwards and sudo are to be had over SSH only; reach it by ssh:"));
    } else if (task.line().isEmpty()) {
      listener.ended(new WorkEnd.Reached());
    } else if (spec.kind() == Spec.Kind.TRANSPORT) {
      listener.ended(
          refusal(
              task, "commands do not go over a transport; call a function there that runs one"));
    } else {
      HostTask there = inside(spec, task, own.environment());
      work.begin(SpecCommand.words(spec, there.line()));
    }
    return work;
  }

  private static WorkEnd refusal(HostTask task, String words) {
    return new WorkEnd.Failed(new Failure.Refused(Phase.OPEN, task.address(), words), false);
  }

  private static HostTask inside(Spec spec, HostTask task, Map<String, String> environment) {
    return task.line().isEmpty()
        ? task
        : new HostTask(
            task.host(),
            task.rank(),
            task.name(),
            task.port(),
            task.user(),
            SpecCommand.line(spec, task.line(), environment));
  }

  /// A ping forwards nothing, and holds nothing.
  private Job.Forwarded forwarded(Routes.Lent lent) {
    Optional<Path> agent = leads.agent() ? lent.available() : lent.agent();
    return leads.isEmpty() && agent.isEmpty()
        ? Job.Forwarded.NOTHING
        : new Job.Forwarded(leads.leads(), lent.gateway(), agent, hostWords, holder);
  }

  /// Gives a command to a shell. A shell has no terminal, whatever the configuration wants: it
  /// would print what it reads.
  void begin(HostShell shell, ShellWork work, HostTask task) {
    String refusal = gateways.routes().refusal(task.rank());
    Optional<Spec> spec = gateways.routes().spec(task.rank());
    if (spec.isPresent() && spec.get().kind() != Spec.Kind.SSH) {
      work.end(refusal(task, "shells are to be had over SSH only; reach it by ssh:"));
    } else if (refusal.isEmpty()) {
      Job own = job.with(gateways.routes().environment(task.rank()), Optional.empty());
      shell.add(work, own, gateways.gateway(task.rank()));
    } else {
      work.end(new WorkEnd.Failed(refused(task, refusal), false));
    }
  }

  private static Failure refused(HostTask task, String refusal) {
    return new Failure.Internal(Phase.CONNECT, task.address(), refusal);
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    return gateways.schedule(delay, task);
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
