package dev.muster.session;

import dev.muster.fan.Engine;
import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Command;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.model.Passwords;
import dev.muster.model.Phase;
import dev.muster.model.SudoMarks;
import dev.muster.plan.Plan;
import dev.muster.ssh.Cancellable;
import dev.muster.ssh.Pty;
import dev.muster.ssh.SshClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gateways of one group. Safe for use by many threads.
public final class GroupGateways implements AutoCloseable {

  private final SshClient client;
  private final Jumps jumps;
  private final Routes routes;
  private final Passwords sudoPasswords;
  private final boolean keep;

  /// Made when first used; guarded by this.
  private final @Nullable Gateway[] gateways;

  private boolean closed;

  GroupGateways(
      SshClient client, Jumps jumps, Routes routes, Passwords sudoPasswords, boolean keep) {
    this.client = client;
    this.jumps = jumps;
    this.routes = routes;
    this.sudoPasswords = sudoPasswords;
    this.keep = keep;
    this.gateways = new Gateway[routes.hosts().size()];
  }

  /// Begins a run: what comes back does its work and belongs to it.
  ///
  /// @param command empty to connect only
  /// @param marks what `sudo` says in this run, if the command has one
  /// @param windowBytes how much output of one host may be on its way
  /// @throws IllegalArgumentException if the command's input cannot be read
  public RunEngine begin(Optional<Command> command, SudoMarks marks, int windowBytes) {
    Map<String, String> own = command.isPresent() ? command.get().environment() : Map.of();
    InputSource input = InputSource.open(command.map(Command::input).orElse(Input.none()));
    Optional<Pty> pty = command.flatMap(Command::pty).map(Terms::pty);
    Optional<SudoTerms> sudo =
        command
            .flatMap(which -> which.wrapping().sudo())
            .map(user -> new SudoTerms(marks, sudoPasswords, user));
    return new RunEngine(new Job(own, pty, input, windowBytes, sudo));
  }

  /// Returns shells for the hosts of the group; they begin when they are used.
  ///
  /// @param program the shell, which reads commands from its input
  /// @param marks what `sudo` says, if `program` has one
  /// @param mark ends the output of each command; nobody can guess it
  /// @param windowBytes how much output of one host may be on its way
  public GroupShells shells(Command program, SudoMarks marks, String mark, int windowBytes) {
    RunEngine engine = begin(Optional.of(program), marks, windowBytes);
    return new GroupShells(engine, Plan.of(routes.hosts(), program, marks), mark);
  }

  /// Returns what a command prints on one host as the input of commands elsewhere.
  ///
  /// @param windowBytes how much of it may be on its way
  public Input printed(HostTask host, Command command, int windowBytes) {
    return new Input.Printed(new Printer(this, host, command, windowBytes));
  }

  private Gateway gateway(int rank) {
    synchronized (this) {
      Gateway gateway = gateways[rank];
      if (gateway == null) {
        gateway = new Gateway(client, routes.destination(rank), jumps.last(routes.way(rank)), keep);
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
      Job own = job.with(routes.environment(task.rank()), routes.pty(task.rank()));
      SshWork work = new SshWork(task, own, listener);
      String refusal = routes.refusal(task.rank());
      if (refusal.isEmpty()) {
        work.begin(gateway(task.rank()));
      } else {
        work.unreached(refused(task, refusal));
      }
      return work;
    }

    /// Gives a command to a shell. A shell has no terminal, whatever the configuration wants: it
    /// would print what it reads.
    void begin(HostShell shell, ShellWork work, HostTask task) {
      String refusal = routes.refusal(task.rank());
      if (refusal.isEmpty()) {
        Job own = job.with(routes.environment(task.rank()), Optional.empty());
        shell.add(work, own, gateway(task.rank()));
      } else {
        work.end(new WorkEnd.Failed(refused(task, refusal), false));
      }
    }

    private static Failure refused(HostTask task, String refusal) {
      return new Failure.Internal(Phase.CONNECT, task.address(), refusal);
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
