package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import dev.muster.ssh.Exec;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import org.jspecify.annotations.Nullable;

/// One host's task over SSH: waits for the connection, runs the command, tells the end once.
///
/// Its monitor guards its fields and is never held during a call.
final class SshWork implements Work, SessionListener {

  /// Each refusal tells what there is room for, so a few are enough.
  private static final int MOST_MOVES = 16;

  private final HostTask task;
  private final Job job;
  private final WorkListener listener;
  private @Nullable Gateway gateway;
  private @Nullable Link link;
  private @Nullable SshSession session;
  private boolean started;
  private boolean begun;
  private String process = "";
  private Runnable stopFeeding = InputSource.NOTHING_TO_STOP;
  private @Nullable Work errand;
  private boolean asked;
  private boolean over;
  private int moves;
  private @Nullable Failure trouble;

  SshWork(HostTask task, Job job, WorkListener listener) {
    this.task = task;
    this.job = job;
    this.listener = listener;
  }

  /// Begins on the host's gateway.
  void begin(Gateway host) {
    synchronized (this) {
      gateway = host;
    }
    use(host);
  }

  private void use(Gateway host) {
    try {
      host.use(this);
    } catch (IllegalStateException e) {
      unreached(new Failure.Cancelled(Phase.CONNECT, task.address()));
    }
  }

  /// Waits for, or uses, `joined`.
  synchronized void joined(Link joined) {
    link = joined;
  }

  /// Returns whether a session is all it needs, so that it may begin before the user is
  /// authenticated.
  boolean needsSession() {
    return !task.line().isEmpty();
  }

  /// The connection is there.
  void ready(SshConnection connection) {
    boolean stopped;
    synchronized (this) {
      stopped = asked;
    }
    if (stopped) {
      unreached(new Failure.Cancelled(Phase.OPEN, task.address()));
      return;
    }
    if (task.line().isEmpty()) {
      end(new WorkEnd.Reached());
      return;
    }
    Exec exec =
        new Exec(
            new Exec.Program.CommandLine(task.line()),
            job.environment(),
            job.pty(),
            job.windowBytes());
    SshSession opened = connection.exec(exec, heard());
    synchronized (this) {
      session = opened;
      stopped = asked;
    }
    if (job.sudo().isEmpty()) {
      feed(opened);
    }
    if (stopped) {
      stop(opened);
    }
  }

  /// Returns who hears of the session first.
  private SessionListener heard() {
    return job.sudo().isEmpty()
        ? this
        : new SudoTalk(task, job.sudo().get(), job.pty().isPresent(), this);
  }

  private void feed(SshSession opened) {
    Runnable stopsFeeding = job.input().feed(opened, task.host(), this::inputFailed);
    boolean late;
    synchronized (this) {
      stopFeeding = stopsFeeding;
      late = over;
    }
    if (late) {
      stopsFeeding.run();
    }
  }

  /// No connection came about.
  void unreached(Failure why) {
    end(new WorkEnd.Failed(why, false));
  }

  private void inputFailed(String what) {
    synchronized (this) {
      trouble = new Failure.Internal(Phase.RUN, task.address(), what);
    }
    ask();
  }

  @Override
  public synchronized void started(SshSession of) {
    started = true;
    begun |= job.sudo().isEmpty();
  }

  /// `sudo` has begun the command, which reads its input from now on.
  ///
  /// @param number of its process
  void begun(SshSession of, String number) {
    boolean stopped;
    synchronized (this) {
      begun = true;
      process = number;
      stopped = asked;
    }
    feed(of);
    if (stopped) {
      stop(of);
    }
  }

  /// `sudo` did not begin the command.
  void refused(Failure why) {
    end(new WorkEnd.Failed(why, false));
  }

  @Override
  public void output(SshSession of, Stream stream, byte[] bytes) {
    synchronized (this) {
      session = of;
    }
    listener.output(this, stream == Stream.OUT ? StdStream.OUT : StdStream.ERR, bytes);
  }

  /// The usual end goes its own way: a switch over types costs ten milliseconds when it is first
  /// met.
  @Override
  public void ended(SshSession of, SessionEnd end) {
    if (end instanceof SessionEnd.Failed(dev.muster.ssh.Failure why, _)
        && why instanceof dev.muster.ssh.Failure.NotOpened
        && movesOn()) {
      return;
    }
    end(end instanceof SessionEnd.Exited(int status) ? new WorkEnd.Exited(status) : workEnd(end));
  }

  /// Goes on with another connection if this one has as many sessions as its server lets in.
  private boolean movesOn() {
    Link full;
    Gateway host;
    synchronized (this) {
      full = link;
      host = gateway;
      if (full == null || host == null || asked || over || ++moves > MOST_MOVES) {
        return false;
      }
    }
    if (!full.refused()) {
      return false;
    }
    synchronized (this) {
      session = null;
      link = null;
    }
    full.release();
    use(host);
    return true;
  }

  private WorkEnd workEnd(SessionEnd end) {
    return switch (end) {
      case SessionEnd.Exited(int status) -> new WorkEnd.Exited(status);
      case SessionEnd.Signalled(String signal, _, _) -> new WorkEnd.Signalled(signal);
      case SessionEnd.NoStatus() -> new WorkEnd.NoStatus();
      case SessionEnd.Failed(dev.muster.ssh.Failure why, boolean begun) ->
          new WorkEnd.Failed(failure(why), begun);
    };
  }

  /// A session that was cancelled tells how far it was: on a connection that is ready, not running
  /// unless the server said so, and `sudo`.
  private Failure failure(dev.muster.ssh.Failure why) {
    Failure failure = Failures.of(why);
    if (!(failure instanceof Failure.Cancelled(Phase phase, String address))
        || phase != Phase.RUN) {
      return failure;
    }
    return new Failure.Cancelled(sessionPhase(), address);
  }

  private void end(WorkEnd end) {
    Link used;
    Runnable stopsFeeding;
    WorkEnd told = end;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      used = link;
      stopsFeeding = stopFeeding;
      if (trouble != null) {
        told = new WorkEnd.Failed(trouble, started);
      }
    }
    if (used != null) {
      used.release();
    }
    stopsFeeding.run();
    listener.ended(told);
  }

  @Override
  public void ask() {
    SshSession running;
    Link used;
    synchronized (this) {
      if (over) {
        return;
      }
      asked = true;
      running = session;
      used = link;
    }
    if (running != null) {
      stop(running);
    } else if (used != null) {
      used.leave(this);
    }
  }

  private void stop(SshSession running) {
    signal(running, "TERM", running::close);
  }

  @Override
  public void signal(String name) {
    SshSession running;
    synchronized (this) {
      running = session;
    }
    if (running != null) {
      signal(running, name, () -> {});
    }
  }

  /// @param then run once the signal was sent
  private void signal(SshSession running, String name, Runnable then) {
    String number;
    Gateway host;
    synchronized (this) {
      number = process;
      host = gateway;
    }
    if (number.isEmpty() || host == null) {
      running.signal(name);
      then.run();
      return;
    }
    Work sent = SudoSignal.send(name, number, task, job, host, then);
    synchronized (this) {
      errand = sent;
    }
  }

  @Override
  public void drop() {
    Link used;
    Work sent;
    synchronized (this) {
      used = link;
      sent = errand;
    }
    if (sent != null) {
      sent.drop();
    }
    if (used != null) {
      used.drop();
    }
  }

  @Override
  public void consumed(int bytes) {
    SshSession running;
    synchronized (this) {
      running = session;
    }
    if (running != null) {
      running.consumed(bytes);
    }
  }

  @Override
  public synchronized Phase phase() {
    return session == null && !started ? Phase.CONNECT : sessionPhase();
  }

  private synchronized Phase sessionPhase() {
    if (begun) {
      return Phase.RUN;
    }
    return started ? Phase.SUDO : Phase.OPEN;
  }
}
