package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Command;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The shell of one host, which is given one command after another on its standard input.
///
/// ```
///   NEW ──first command──▶ OPENING ──session──▶ IDLE ◀──both marks── BUSY
///                             │                  └────next command────▲ │
///                             └───────────────── ended ────────────────┴──▶ OVER
/// ```
///
/// Its monitor guards its fields and is never held during a call; the marks belong to the
/// connection's loop.
final class HostShell implements WorkListener, InputSource {

  private final HostTask task;
  private final String mark;
  private final EndMark out;
  private final EndMark err;
  private final Deque<ShellWork> waiting = new ArrayDeque<>();
  private @Nullable ShellWork current;
  private @Nullable InputTarget session;
  private @Nullable Work program;
  private boolean begun;
  private @Nullable WorkEnd over;

  /// @param task the host, with the shell as its command line
  /// @param mark what nobody can guess; its halves come apart in what the shell reads, which it may
  ///   show
  HostShell(HostTask task, String mark) {
    this.task = task;
    this.mark = mark;
    this.out = new EndMark(mark);
    this.err = new EndMark(mark);
  }

  /// Adds a command, and begins the shell with the first one.
  void add(ShellWork work, Job job, Gateway gateway) {
    WorkEnd ended;
    boolean first;
    synchronized (this) {
      ended = over;
      first = !begun;
      begun = true;
      if (ended == null) {
        waiting.add(work);
      }
    }
    if (ended != null) {
      work.end(new WorkEnd.Failed(reason(ended), false));
    } else if (first) {
      SshWork made = new SshWork(task, job.reading(this), this);
      synchronized (this) {
        program = made;
      }
      made.begin(gateway);
    } else {
      next();
    }
  }

  /// The shell reads.
  @Override
  public Runnable feed(InputTarget opened, String host, Consumer<String> trouble) {
    synchronized (this) {
      session = opened;
    }
    next();
    return InputSource.NOTHING_TO_STOP;
  }

  /// Gives the shell the next command, if it waits for one.
  private void next() {
    InputTarget reading;
    ShellWork given;
    synchronized (this) {
      reading = session;
      if (reading == null || current != null || over != null) {
        return;
      }
      given = waiting.poll();
      current = given;
    }
    if (given != null) {
      given.begins();
      reading.write(script(given.text()).getBytes(StandardCharsets.UTF_8));
    }
  }

  /// `command` keeps a mistake in the text from ending the shell, and functions of the text from
  /// standing for ours. The text reads nothing: what comes next is the shell's.
  private String script(String text) {
    int half = mark.length() / 2;
    String marks = mark.substring(0, half) + " " + mark.substring(half);
    return Command.of("command", "eval", text).line("", 0)
        + " </dev/null; command printf %s%s%s. "
        + marks
        + " \"$?\"; command printf %s%s0. "
        + marks
        + " >&2\n";
  }

  @Override
  public void output(Work work, StdStream stream, byte[] bytes) {
    ShellWork printing;
    synchronized (this) {
      printing = current;
    }
    EndMark end = stream == StdStream.OUT ? out : err;
    byte[] printed = end.take(bytes);
    work.consumed(end.removed());
    if (printing == null) {
      work.consumed(printed.length); // of start-up files, or of what runs on in the background
      return;
    }
    if (printed.length > 0) {
      printing.prints(stream, printed);
    }
    if (out.isFound() && err.isFound()) {
      int status = out.status();
      out.next();
      err.next();
      synchronized (this) {
        current = null;
      }
      printing.end(new WorkEnd.Exited(status));
      next();
    }
  }

  /// The shell has ended, and with it the command that it was given: `exit` is one of its ways.
  @Override
  public void ended(WorkEnd end) {
    ShellWork running;
    List<ShellWork> others;
    synchronized (this) {
      over = end;
      running = current;
      current = null;
      others = new ArrayList<>(waiting);
      waiting.clear();
    }
    if (running != null) {
      running.end(end);
    }
    for (ShellWork other : others) {
      other.end(new WorkEnd.Failed(reason(end), false));
    }
  }

  private Failure reason(WorkEnd end) {
    if (end instanceof WorkEnd.Failed(Failure why, _)) {
      return why;
    }
    String how = end instanceof WorkEnd.Exited(int status) ? " with status " + status : "";
    return new Failure.Refused(
        Phase.OPEN, task.address(), "open: the shell on the host has ended" + how);
  }

  /// Takes back a command that has not begun.
  ///
  /// @return whether it had not
  boolean takeBack(ShellWork work) {
    synchronized (this) {
      return waiting.remove(work);
    }
  }

  /// Does something to the shell, if it was begun.
  void with(Consumer<Work> what) {
    Work begunWork;
    synchronized (this) {
      begunWork = program;
    }
    if (begunWork != null) {
      what.accept(begunWork);
    }
  }

  Phase phase() {
    Work begunWork;
    synchronized (this) {
      begunWork = program;
    }
    return begunWork == null ? Phase.CONNECT : begunWork.phase();
  }

  /// Ends the shell, and what it runs.
  @Override
  public void close() {
    WorkEnd ended;
    boolean never;
    synchronized (this) {
      ended = over;
      never = program == null;
    }
    if (ended == null && never) {
      ended(new WorkEnd.Failed(new Failure.Cancelled(Phase.WAIT, task.address()), false));
    } else if (ended == null) {
      with(Work::ask);
    }
  }
}
