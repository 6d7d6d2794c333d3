package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Phase;
import dev.muster.model.StdStream;
import dev.muster.session.agent.AgentLink;
import dev.muster.session.agent.Answer;
import dev.muster.session.agent.PendingCall;
import dev.muster.session.agent.Prepared;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One host's call: what it prints goes up like a command's output, its answer is its end.
///
/// Its monitor guards its fields and is never held during a call.
final class CallWork implements Work {

  /// Output that was passed on and not consumed yet.
  private record Unread(int size, Runnable credit) {}

  private final WorkListener listener;
  private final Runnable after;
  private final ArrayDeque<Unread> unread = new ArrayDeque<>(1);
  private int consumed;
  private @Nullable PendingCall pending;
  private @Nullable AgentLink link;

  /// @param after run when the call is over
  CallWork(WorkListener listener, Runnable after) {
    this.listener = listener;
    this.after = after;
  }

  void begin(AgentLink used, Prepared call) {
    synchronized (this) {
      link = used;
    }
    PendingCall made = used.call(call, this::printed);
    synchronized (this) {
      pending = made;
    }
    var _ = made.answer().thenAccept(this::answered).thenRun(after);
  }

  private void printed(StdStream stream, byte[] bytes, Runnable credit) {
    synchronized (this) {
      unread.add(new Unread(bytes.length, credit));
    }
    listener.output(this, stream, bytes);
  }

  private void answered(Answer answer) {
    giveBack();
    listener.ended(
        switch (answer) {
          case Answer.Returned(Object value) -> new WorkEnd.Returned(value);
          case Answer.Threw(var thrown) -> new WorkEnd.Threw(thrown);
          case Answer.Failed(var why, boolean mayHaveRun) -> new WorkEnd.Failed(why, mayHaveRun);
        });
  }

  /// A call that is over owes nothing: lines of it that nobody reads must not stop other calls of
  /// its agent from printing.
  private void giveBack() {
    List<Unread> all;
    synchronized (this) {
      all = List.copyOf(unread);
      unread.clear();
      consumed = 0;
    }
    all.forEach(each -> each.credit().run());
  }

  @Override
  public void ask() {
    PendingCall made;
    synchronized (this) {
      made = pending;
    }
    if (made != null) {
      made.cancel();
    }
  }

  /// A call has no process of its own: whatever signal is sent, it is cancelled.
  @Override
  public void signal(String name) {
    ask();
  }

  @Override
  public void drop() {
    AgentLink used;
    synchronized (this) {
      used = link;
    }
    if (used != null) {
      used.kill();
    }
  }

  @Override
  public void consumed(int bytes) {
    List<Runnable> credits = new ArrayList<>(1);
    synchronized (this) {
      consumed = unread.isEmpty() ? 0 : consumed + bytes;
      while (!unread.isEmpty() && consumed >= unread.element().size()) {
        Unread first = unread.remove();
        consumed -= first.size();
        credits.add(first.credit());
      }
    }
    credits.forEach(Runnable::run);
  }

  @Override
  public Phase phase() {
    PendingCall made;
    synchronized (this) {
      made = pending;
    }
    return made != null && made.mayHaveRun() ? Phase.RUN : Phase.OPEN;
  }
}
