package dev.muster.fan;

import dev.muster.fan.Decision.Act;
import dev.muster.model.RunOptions;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Which host begins when, and which is stopped when: values in, decisions out.
///
/// Hosts begin in the order of their ranks, so their times end in that order too, and one look at
/// the oldest finds the host that is late. A host that is stopped goes down a ladder:
///
/// ```
///            BEGIN            ASK             DROP             GIVE_UP
///   WAITING ───────▶ RUNNING ─────▶ ASKED ─────────▶ DROPPED ─────────▶ OVER
///      │                │  time or     │  + grace        │   + grace      ▲
///      └── SKIP ─────────────────────────── ended ───────────────────────┘
///           stopped
/// ```
///
/// One host alone is stopped the same way ([#cancel(int)]), out of its turn.
///
/// No clock and no thread in here: every method is given the time, in nanoseconds that never run
/// backwards. Not safe for use by many threads.
final class Admission {

  /// How late the next begin may be and still be made up for, so that a slow timer does not lower
  /// the rate.
  private static final long MAX_CATCH_UP_NANOS = 50_000_000;

  private static final byte WAITING = 0;
  private static final byte RUNNING = 1;
  private static final byte ASKED = 2;
  private static final byte DROPPED = 3;
  private static final byte OVER = 4;

  private final int fanOut;
  private final long gapNanos;
  private final long timeoutNanos;
  private final long deadlineAt;
  private final byte[] stages;

  /// When the host entered its stage.
  private final long[] since;

  private final long[] begunAt;
  private final Deque<Integer> asked = new ArrayDeque<>();
  private final Deque<Integer> dropped = new ArrayDeque<>();

  /// Hosts that nobody wants any more, and those of them that were not told yet.
  private final BitSet unwanted = new BitSet();

  private final Deque<Integer> untold = new ArrayDeque<>();
  private long graceNanos;
  private long beginAt;
  private int waiting;

  /// No host before it waits.
  private int next;

  private int oldest;
  private int running;
  private int over;
  private Stop stop = Stop.NONE;

  /// @param hosts how many there are
  /// @param now the time at which the run begins
  Admission(int hosts, RunOptions options, long now) {
    this.fanOut = options.fanOut();
    this.gapNanos = options.connectRate() == 0 ? 0 : (long) (1e9 / options.connectRate());
    this.timeoutNanos = options.timeout().toNanos();
    this.deadlineAt = now + options.deadline().toNanos();
    this.graceNanos = options.grace().toNanos();
    this.stages = new byte[hosts];
    this.since = new long[hosts];
    this.begunAt = new long[hosts];
    this.waiting = hosts;
    this.beginAt = now;
  }

  /// Returns what is to be done next, or null if nothing is for now. To be called until it returns
  /// null; a host that is skipped or given up is over only when [#ended] says so.
  ///
  /// @param full whether so much output is unread that no host may begin
  @Nullable Decision next(long now, boolean full) {
    if (stop == Stop.NONE && now - deadlineAt >= 0) {
      stop = Stop.DEADLINE;
    }
    Decision late = late(now);
    if (late != null) {
      return late;
    }
    Decision told = tell(now);
    if (told != null) {
      return told;
    }
    return stop == Stop.NONE ? admit(now, full) : sweep(now);
  }

  /// Stops the next host that nobody wants any more.
  private @Nullable Decision tell(long now) {
    for (Integer rank = untold.poll(); rank != null; rank = untold.poll()) {
      if (stages[rank] == WAITING) {
        return skip(rank, now);
      }
      if (stages[rank] == RUNNING) {
        return ask(rank, now);
      }
    }
    return null;
  }

  /// The next step down the ladder of a host that did not follow the one before in time.
  private @Nullable Decision late(long now) {
    if (isDue(dropped, DROPPED, now)) {
      return new Decision(Act.GIVE_UP, dropped.remove());
    }
    if (isDue(asked, ASKED, now)) {
      int rank = asked.remove();
      enter(rank, DROPPED, now);
      dropped.add(rank);
      return new Decision(Act.DROP, rank);
    }
    int rank = oldestRunning();
    return rank < next && now - begunAt[rank] >= timeoutNanos ? ask(rank, now) : null;
  }

  private @Nullable Decision admit(long now, boolean full) {
    if (waiting == 0 || running >= fanOut || full || now - beginAt < 0) {
      return null;
    }
    beginAt = Math.max(beginAt, now - MAX_CATCH_UP_NANOS) + gapNanos;
    int rank = nextWaiting();
    begin(rank, RUNNING, now);
    return new Decision(Act.BEGIN, rank);
  }

  /// The run is stopped: first nobody begins any more, then those who run are asked to stop.
  private @Nullable Decision sweep(long now) {
    if (waiting > 0) {
      return skip(nextWaiting(), now);
    }
    int rank = oldestRunning();
    return rank < next ? ask(rank, now) : null;
  }

  private int nextWaiting() {
    while (stages[next] != WAITING) {
      next++;
    }
    return next++;
  }

  private Decision skip(int rank, long now) {
    begin(rank, DROPPED, now);
    return new Decision(Act.SKIP, rank);
  }

  private void begin(int rank, byte stage, long now) {
    waiting--;
    running++;
    begunAt[rank] = now;
    enter(rank, stage, now);
  }

  private Decision ask(int rank, long now) {
    enter(rank, ASKED, now);
    asked.add(rank);
    return new Decision(Act.ASK, rank);
  }

  private void enter(int rank, byte stage, long now) {
    stages[rank] = stage;
    since[rank] = now;
  }

  private int oldestRunning() {
    while (oldest < next && stages[oldest] != RUNNING) {
      oldest++;
    }
    return oldest;
  }

  private boolean isDue(Deque<Integer> ladder, byte stage, long now) {
    return untilDue(ladder, stage, now) <= 0;
  }

  /// Returns how long the first on a rung of the ladder has left, or `Long.MAX_VALUE` if nobody is
  /// on it.
  private long untilDue(Deque<Integer> ladder, byte stage, long now) {
    while (!ladder.isEmpty() && stages[ladder.element()] != stage) {
      ladder.remove();
    }
    return ladder.isEmpty() ? Long.MAX_VALUE : since[ladder.element()] + graceNanos - now;
  }

  /// Notes that a host is over: its work has ended, or the decision was to go on without it.
  ///
  /// @throws IllegalStateException if it never began or was over before
  void ended(int rank) {
    if (stages[rank] == OVER || stages[rank] == WAITING) {
      throw new IllegalStateException("host " + rank + " ends in stage " + stages[rank]);
    }
    stages[rank] = OVER;
    running--;
    over++;
  }

  /// Stops the run, unless it is being stopped already.
  void cancel() {
    if (stop == Stop.NONE) {
      stop = Stop.CANCELLED;
    }
  }

  /// Stops one host, unless it is being stopped already or over.
  void cancel(int rank) {
    if (!unwanted.get(rank)) {
      unwanted.set(rank);
      untold.add(rank);
    }
  }

  /// Gives nobody any more time: whoever is being stopped, or will be, goes down the ladder at
  /// once.
  void hurry() {
    graceNanos = 0;
  }

  /// Returns when [#next] has something to say though nothing else happens, or `Long.MAX_VALUE` if
  /// never.
  ///
  /// @param full as for [#next]
  long wakeAt(long now, boolean full) {
    if (over == stages.length) {
      return Long.MAX_VALUE;
    }
    long wait = stop == Stop.NONE ? deadlineAt - now : Long.MAX_VALUE;
    if (stop == Stop.NONE && waiting > 0 && running < fanOut && !full) {
      wait = Math.min(wait, beginAt - now);
    }
    wait = Math.min(wait, untilDue(dropped, DROPPED, now));
    wait = Math.min(wait, untilDue(asked, ASKED, now));
    int rank = oldestRunning();
    if (rank < next) {
      wait = Math.min(wait, begunAt[rank] + timeoutNanos - now);
    }
    return wait == Long.MAX_VALUE ? wait : now + Math.max(0, wait);
  }

  /// Returns why the host is stopped: its own time, or what stops the run.
  Stop why(int rank, long now) {
    if (unwanted.get(rank)) {
      return Stop.CANCELLED;
    }
    boolean late = stages[rank] != WAITING && now - begunAt[rank] >= timeoutNanos;
    return late && stop != Stop.CANCELLED ? Stop.TIMEOUT : stop;
  }

  /// Returns how long the host has been worked on.
  long tookNanos(int rank, long now) {
    return now - begunAt[rank];
  }

  /// Returns whether every host is over.
  boolean isOver() {
    return over == stages.length;
  }

  /// Returns how many hosts have not begun.
  int waiting() {
    return waiting;
  }

  /// Returns how many hosts are being worked on.
  int running() {
    return running;
  }

  /// Returns the rank of the host that has been worked on longest, or -1 if none is.
  int slowest() {
    for (int rank = Math.min(oldest, next); rank < next; rank++) {
      if (stages[rank] != OVER) {
        return rank;
      }
    }
    return -1;
  }
}
