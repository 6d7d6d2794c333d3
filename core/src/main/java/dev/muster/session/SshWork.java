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
  private @Nullable HostForwards forwards;
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
    return !task.line().isEmpty() && job.forwarded().leads().isEmpty();
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
    if (!job.forwarded().leads().isEmpty()) {
      forward(connection);
    } else if (task.line().isEmpty()) {
      end(new WorkEnd.Reached());
    } else {
      run(connection, task.line());
    }
  }

  /// Has everything forwarded first that is to be: a command that counts on it must not run without
  /// it.
  private void forward(SshConnection connection) {
    Job.Forwarded wanted = job.forwarded();
    HostForwards made =
        new HostForwards(
            wanted.leads(),
            wanted.gateway(),
            task.address(),
            () -> forwarded(connection),
            why -> end(new WorkEnd.Failed(why, false)));
    synchronized (this) {
      forwards = made;
    }
    made.begin(connection);
  }

  private void forwarded(SshConnection connection) {
    boolean stopped;
    HostForwards made;
    synchronized (this) {
      stopped = asked || over;
      made = forwards;
    }
    if (stopped || made == null) {
      return;
    }
    if (task.line().isEmpty()) {
      hold(made);
      return;
    }
    boolean given = job.forwarded().hostWords() && made.port() > 0;
    run(
        connection,
        given ? task.line().replace("{port}", Integer.toString(made.port())) : task.line());
  }

  /// Leaves the forwards, and the connection with them, to whoever wanted nothing else.
  private void hold(HostForwards made) {
    Holder holder = job.forwarded().holder();
    Link used;
    synchronized (this) {
      used = link;
    }
    if (holder != null && used != null && holder.hold(task.rank(), made, used)) {
      synchronized (this) {
        link = null;
        forwards = null;
      }
    }
    end(new WorkEnd.Reached());
  }

  private void run(SshConnection connection, String line) {
    Exec exec =
        new Exec(
            new Exec.Program.CommandLine(line),
            job.environment(),
            job.pty(),
            job.windowBytes(),
            job.forwarded().agent());
    boolean stopped;
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
    Runnable stopsFeeding =
        job.input().feed(InputTarget.of(opened), task.host(), this::inputFailed);
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
    HostForwards here;
    synchronized (this) {
      session = null;
      link = null;
      here = forwards;
      forwards = null;
    }
    Runnable on =
        () -> {
          full.release();
          use(host);
        };
    if (here == null) {
      on.run();
    } else {
      here.close(true, on); // they are made again where the session is
    }
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
    HostForwards open;
    Runnable stopsFeeding;
    WorkEnd told;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      used = link;
      open = forwards;
      stopsFeeding = stopFeeding;
      told = trouble == null ? end : new WorkEnd.Failed(trouble, started);
    }
    stopsFeeding.run();
    if (open == null) {
      finish(used, told);
    } else {
      boolean goesOn = used != null && used.isKept();
      open.close(goesOn, () -> finish(used, told));
    }
  }

  private void finish(@Nullable Link used, WorkEnd end) {
    if (used != null) {
      used.release();
    }
    listener.ended(end);
  }

  @Override
  public void ask() {
    SshSession running;
    HostForwards opening;
    Link used;
    synchronized (this) {
      if (over) {
        return;
      }
      asked = true;
      running = session;
      opening = forwards;
      used = link;
    }
    if (running != null) {
      stop(running);
    } else if (opening != null) {
      end(new WorkEnd.Failed(new Failure.Cancelled(Phase.OPEN, task.address()), false));
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
    return session == null && !started && forwards == null ? Phase.CONNECT : sessionPhase();
  }

  private synchronized Phase sessionPhase() {
    if (begun) {
      return Phase.RUN;
    }
    return started ? Phase.SUDO : Phase.OPEN;
  }
}
