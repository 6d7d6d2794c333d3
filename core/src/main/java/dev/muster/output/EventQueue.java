package dev.muster.output;

import dev.muster.model.StdStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What the hosts of a run say, on its way from the event loops to the one reader.
///
/// Bounded by credit: a host's window is a share of the run's budget and is given back only when
/// the reader is done with the bytes; [#full] holds new hosts back. Many small packets are joined,
/// so that each byte costs about a byte.
///
/// `lock` guards all fields. A reader that has just read waits a moment before it reads again, so
/// that it is woken for many events and not for each.
public final class EventQueue {

  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /// So much unread wakes the reader at once.
  private static final long URGENT_BYTES = 256 << 10;

  private static final int JOINED_BYTES = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition urgent = lock.newCondition();
  private final long budgetBytes;
  private List<Object> events = new ArrayList<>();
  private long unreadBytes;
  private long newBytes;
  private boolean waiting;
  private boolean lingering;
  private boolean readBefore;
  private boolean closed;

  /// @param budgetBytes how much may be unread before [#full]
  public EventQueue(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  /// Adds what a host printed; the array becomes the queue's own.
  public void add(HostOutput host, StdStream stream, byte[] bytes) {
    lock.lock();
    try {
      Segment tail = stream == StdStream.OUT ? host.outTail : host.errTail;
      if (tail == null || !join(tail, bytes)) {
        Segment segment = new Segment(host, stream, bytes, bytes.length);
        if (stream == StdStream.OUT) {
          host.outTail = segment;
        } else {
          host.errTail = segment;
        }
        events.add(segment);
      }
      unreadBytes += bytes.length;
      newBytes += bytes.length;
      wake(newBytes >= URGENT_BYTES);
    } finally {
      lock.unlock();
    }
  }

  /// Small packets are copied together; a large one stays as it is.
  private static boolean join(Segment tail, byte[] bytes) {
    int length = tail.length + bytes.length;
    if (length > JOINED_BYTES) {
      return false;
    }
    if (tail.bytes.length < length) {
      tail.bytes = java.util.Arrays.copyOf(tail.bytes, JOINED_BYTES);
    }
    System.arraycopy(bytes, 0, tail.bytes, tail.length, bytes.length);
    tail.length = length;
    return true;
  }

  /// Adds another event, such as the end of a host.
  public void add(Object event) {
    lock.lock();
    try {
      events.add(event);
      wake(false);
    } finally {
      lock.unlock();
    }
  }

  /// Ends it: nothing is added any more, and a reader that finds it empty does not wait.
  public void close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
      urgent.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake(boolean atOnce) {
    if (waiting) {
      waiting = false;
      filled.signal();
    }
    if (atOnce && lingering) {
      lingering = false;
      urgent.signal();
    }
  }

  /// Takes all that is there, waiting for something for at most `nanos`. Segments among the events
  /// are passed to [#read].
  ///
  /// @return the events in order; none if the time passed or it is closed
  public List<Object> take(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (readBefore) {
        linger(Math.min(nanos, LINGER_NANOS));
      }
      await(nanos);
      List<Object> taken = events;
      readBefore = !taken.isEmpty();
      events = new ArrayList<>();
      newBytes = 0;
      for (Object event : taken) {
        if (event instanceof Segment segment) {
          segment.host.outTail = null;
          segment.host.errTail = null;
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void linger(long nanos) throws InterruptedException {
    long left = nanos;
    lingering = true;
    try {
      while (lingering && !closed && left > 0) {
        left = urgent.awaitNanos(left);
      }
    } finally {
      lingering = false;
    }
  }

  private void await(long nanos) throws InterruptedException {
    long left = nanos;
    try {
      while (events.isEmpty() && !closed && left > 0) {
        waiting = true;
        left = filled.awaitNanos(left);
      }
    } finally {
      waiting = false;
    }
  }

  /// Makes lines of an event if it is a segment.
  ///
  /// @return how many bytes it had, to be told to [#consumed] once its lines are done with; -1 if
  ///   it is another event
  public static int read(Object event, java.util.function.Consumer<dev.muster.model.Line> lines) {
    if (event instanceof Segment segment) {
      segment.host.read(segment, lines);
      return segment.length;
    }
    return -1;
  }

  /// Takes note that the reader is done with a segment; the host gets its credit back.
  ///
  /// @return whether the queue was full and is no longer
  public boolean consumed(Object event) {
    if (!(event instanceof Segment segment)) {
      return false;
    }
    boolean freed;
    lock.lock();
    try {
      boolean wasFull = unreadBytes >= budgetBytes;
      unreadBytes -= segment.length;
      freed = wasFull && unreadBytes < budgetBytes;
    } finally {
      lock.unlock();
    }
    segment.host.consumed(segment.length);
    return freed;
  }

  /// Returns whether so much is unread that no new host should begin.
  public boolean full() {
    lock.lock();
    try {
      return unreadBytes >= budgetBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Returns how many bytes are unread.
  public long unreadBytes() {
    lock.lock();
    try {
      return unreadBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether it is closed and everything was taken.
  public boolean isOver() {
    lock.lock();
    try {
      return closed && events.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
