package dev.muster.ssh.loop;

import org.jspecify.annotations.Nullable;

/// Many timers at little cost: setting and cancelling are a few assignments, whatever their number.
///
/// Time is told by the caller, in milliseconds of any steady clock. A timer fires within
/// [#TICK_MILLIS] after its time, never before. One thread at a time.
public final class TimerWheel {

  /// How exact timers are.
  public static final int TICK_MILLIS = 8;

  private static final int SLOTS = 1024;
  private static final long FOREVER_MILLIS = Long.MAX_VALUE / 4; // no sum with it overflows

  /// Something that is to happen at a time. One object may be set again and again.
  public abstract static class Timer {
    private @Nullable Timer before;
    private @Nullable Timer after;
    private int slot = -1;
    private long tick;

    /// Happens at the time set.
    protected abstract void fire();

    /// Returns whether it is set.
    public final boolean isSet() {
      return slot >= 0;
    }
  }

  private final @Nullable Timer[] slots = new @Nullable Timer[SLOTS];
  private final long origin;
  private long now;
  private int size;

  /// Makes an empty wheel.
  ///
  /// @param nowMillis the time to begin at
  public TimerWheel(long nowMillis) {
    this.origin = nowMillis;
  }

  /// Sets `timer` to fire in `delayMillis`, instead of when it was set for before.
  public void set(Timer timer, long delayMillis, long nowMillis) {
    cancel(timer);
    long due = nowMillis - origin + Math.clamp(delayMillis, 0, FOREVER_MILLIS);
    timer.tick = Math.max(due / TICK_MILLIS + 1, now + 1);
    timer.slot = (int) (timer.tick % SLOTS);
    Timer first = slots[timer.slot];
    timer.after = first;
    timer.before = null;
    if (first != null) {
      first.before = timer;
    }
    slots[timer.slot] = timer;
    size++;
  }

  /// Cancels `timer`; nothing happens if it is not set.
  public void cancel(Timer timer) {
    if (timer.slot < 0) {
      return;
    }
    if (timer.before != null) {
      timer.before.after = timer.after;
    } else {
      slots[timer.slot] = timer.after;
    }
    if (timer.after != null) {
      timer.after.before = timer.before;
    }
    timer.before = null;
    timer.after = null;
    timer.slot = -1;
    size--;
  }

  /// Fires every timer whose time has come. If one of them throws, the others are still due.
  public void advance(long nowMillis) {
    long until = (nowMillis - origin) / TICK_MILLIS;
    if (until - now > SLOTS) {
      now = until - SLOTS; // one turn of the wheel visits every slot
    }
    while (now < until) {
      now++;
      boolean whole = false;
      try {
        fire((int) (now % SLOTS), until);
        whole = true;
      } finally {
        if (!whole) {
          now--; // the rest of this slot comes next
        }
      }
    }
  }

  /// Returns how long nothing happens for sure, in milliseconds; 0 if a timer is due,
  /// `Long.MAX_VALUE` if none is set.
  public long idleMillis(long nowMillis) {
    if (size == 0) {
      return Long.MAX_VALUE;
    }
    for (int i = 1; i <= SLOTS; i++) {
      if (slots[(int) ((now + i) % SLOTS)] != null) {
        return Math.max(0, origin + (now + i) * TICK_MILLIS - nowMillis);
      }
    }
    return 0;
  }

  private void fire(int slot, long until) {
    Timer timer = slots[slot];
    while (timer != null) {
      if (timer.tick <= until) {
        cancel(timer);
        timer.fire();
        timer = slots[slot]; // what fired may have changed the list anyhow
      } else {
        timer = timer.after;
      }
    }
  }
}
