package dev.muster.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All channels of one connection, over a pipe of bytes that somebody else moves.
///
/// It has no thread and does no input or output. A driver gives it what came ([#received], one
/// thread at a time) and takes from it what is to leave ([#fill], one thread at a time; both may be
/// at work at once). That there is something to take is said to the [Driver].
///
/// Everybody else may use it and its channels from any thread. Handlers are called by the thread
/// that reads, one after another. One lock guards all that is shared; it is never held while a
/// handler or the driver is called, but for [Driver#carries], and no other lock is taken while it
/// is held.
public final class Mux {

  /// The versions of the protocol that are spoken here.
  static final int LOWEST_VERSION = 1;

  static final int HIGHEST_VERSION = 1;

  /// The flag in OPEN's purpose: the header goes on.
  static final int GOES_ON = 128;

  /// The smallest buffer that [#fill] takes.
  public static final int LEAST_FILL = 128;

  private static final int HELLO_FIXED = 12;

  /// What may be credited in advance for items that are longer than their windows and not whole
  /// yet, but for one of them; see [Growth].
  private static final long GROWTH = 64L << 20;

  private final Settings settings;
  private final MuxHandler handler;
  private final FrameReader reader = new FrameReader();
  private final Incoming incoming;
  private final ReentrantLock lock = new ReentrantLock();

  /// Set once, before anything moves.
  private volatile Driver driver = Undriven.INSTANCE;

  // All that follows is guarded by the lock.

  private final Condition sent = lock.newCondition();
  private final Outgoing out;
  private final ChannelTable table;
  private final OtherEnd other = new OtherEnd();
  private final Growth growth = new Growth(GROWTH);

  /// Whether the driver was told nothing since [#fill] left nothing, and is to be told.
  private boolean quiet;

  /// Who calls handlers just now.
  private @Nullable Thread reading;

  /// Read without the lock too.
  private volatile @Nullable MuxEnd end;

  private boolean endHeard;
  private List<Channel> lost = List.of();

  /// Makes one end.
  ///
  /// @param offers what HELLO says of what is offered besides, 65,524 bytes at most
  public Mux(Settings settings, byte[] offers, MuxHandler handler) {
    if (offers.length > FrameType.MAX_PAYLOAD - HELLO_FIXED) {
      throw new IllegalArgumentException(
          "offers of "
              + offers.length
              + " bytes; at most "
              + (FrameType.MAX_PAYLOAD - HELLO_FIXED));
    }
    this.settings = settings;
    this.incoming = new Incoming(this, settings.side());
    this.handler = handler;
    this.table = new ChannelTable(settings.side());
    ByteBuffer hello = ByteBuffer.allocate(HELLO_FIXED + offers.length);
    hello.putShort((short) LOWEST_VERSION).putShort((short) HIGHEST_VERSION);
    hello.putInt(settings.window()).putInt(settings.largestItem()).put(offers);
    this.out = new Outgoing(hello.array());
  }

  // --- for the driver

  /// Says who drives it, from the beginning.
  public void drivenBy(Driver who) {
    lock();
    try {
      driver = who;
      quiet = true;
    } finally {
      unlock();
    }
  }

  /// Takes bytes that came, all of them.
  ///
  /// What its handlers send is told of when all of it was dealt with.
  public void received(ByteBuffer bytes) {
    if (!beginReading()) {
      bytes.position(bytes.limit());
      return;
    }
    try {
      reader.read(bytes, incoming);
    } catch (ProtocolException e) {
      broken(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      end(new MuxEnd.Lost("a handler failed", e), null);
      throw e;
    } finally {
      bytes.position(bytes.limit());
      endReading();
    }
  }

  /// Takes the end of what comes.
  public void inputEnded() {
    end(
        new MuxEnd.Lost(
            reader.isInside() ? "its output ended inside a frame" : "its output ended", null),
        null);
  }

  /// Takes note that the pipe cannot be read or written any more.
  public void failed(Throwable why) {
    end(new MuxEnd.Lost(String.valueOf(why.getMessage()), why), null);
  }

  /// Moves what is to be sent into `into`, whole frames or parts of them. An item that the driver
  /// carries is the last of it, see [Driver#carries].
  ///
  /// @param into has room for [#LEAST_FILL] bytes at least
  /// @return whether there is more to send now; if not, the driver is told when there is
  public boolean fill(ByteBuffer into) {
    if (into.remaining() < LEAST_FILL) {
      throw new IllegalArgumentException(
          "buffer for " + into.remaining() + " bytes; at least " + LEAST_FILL);
    }
    List<Channel> roomy;
    boolean more;
    lock.lock();
    try {
      more = out.fill(into, driver);
      quiet = !more;
      roomy = out.roomy();
      if (!more) {
        sent.signalAll();
      }
    } finally {
      lock.unlock();
    }
    for (Channel channel : roomy) {
      writable(channel);
    }
    return more;
  }

  // --- for everybody

  /// Opens a channel.
  ///
  /// @param purpose 0 to 127
  /// @param header belongs to the channel from now on
  /// @param hears hears what comes on it; if the connection has ended, hears that before this
  ///   returns
  /// @throws IllegalStateException if 65,536 channels of ours are open
  public Channel open(int purpose, ByteBuffer header, ChannelHandler hears) {
    return open(purpose, header, settings.ownWindow(), hears);
  }

  /// Opens a channel with another window than that of the settings.
  public Channel open(int purpose, ByteBuffer header, int window, ChannelHandler hears) {
    if (purpose < 0 || purpose >= GOES_ON) {
      throw new IllegalArgumentException("purpose " + purpose + "; wanted 0 to 127");
    }
    if (window < ReceiveWindow.LEAST) {
      throw new IllegalArgumentException(
          "window " + window + "; wanted " + ReceiveWindow.LEAST + " or more");
    }
    Channel channel;
    MuxEnd over;
    lock();
    try {
      other.requireSize(header.remaining());
      over = end;
      channel = Channel.ours(this, table.newId(), purpose, window, hears);
      if (over == null) {
        addOursLocked(channel, header);
      } else {
        channel.lost();
      }
    } finally {
      unlock();
    }
    hears.begins(channel);
    if (over != null) {
      hears.closed(channel, new ChannelEnd.Lost(over));
    }
    return channel;
  }

  /// Asks for a sign of life; the handler hears the answer.
  ///
  /// @return false if 64 were asked for and not answered, or it is over: then nothing is asked
  public boolean ping(long number) {
    lock();
    try {
      boolean asks = end == null && other.mayPing();
      if (asks) {
        out.ping(number);
      }
      return asks;
    } finally {
      unlock();
    }
  }

  /// Ends the connection: all channels end, what waits to be sent is dropped, and BYE goes last.
  /// Nothing if it has ended before.
  ///
  /// @param reason what BYE says, 65,536 bytes at most
  public void bye(byte[] reason) {
    if (reason.length > FrameType.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "reason of " + reason.length + " bytes; at most " + FrameType.MAX_PAYLOAD);
    }
    end(new MuxEnd.Bye(true, Payload.copyOf(ByteBuffer.wrap(reason))), reason);
  }

  /// Waits until all that was sent on channels was taken by the driver.
  ///
  /// @return whether that is so; false if `limit` has passed or the connection ended before
  public boolean awaitSent(Duration limit) throws InterruptedException {
    driver.waiting(1); // for window
    lock();
    try {
      long left = Clamp.nanos(limit);
      while (end == null && !out.isEmpty() && left > 0) {
        left = sent.awaitNanos(left);
      }
      return end == null && out.isEmpty();
    } finally {
      unlock();
      driver.waiting(-1);
    }
  }

  /// Returns who drives it.
  public Driver driver() {
    return driver;
  }

  /// As [Driver#runHere]: lets the thread that reads run `job` after what it has read, if its
  /// driver can.
  ///
  /// @return false if the job needs a thread of its own
  public boolean runHere(Runnable job) {
    return driver.runHere(job);
  }

  /// Returns how it ended, if it has.
  public Optional<MuxEnd> end() {
    lock.lock();
    try {
      return Optional.ofNullable(end);
    } finally {
      lock.unlock();
    }
  }

  /// Returns how many channels are open, those included that wait for the other end's answer.
  public int openChannels() {
    lock.lock();
    try {
      return table.ours() + table.theirs();
    } finally {
      lock.unlock();
    }
  }

  /// Returns what this end allows.
  public Settings settings() {
    return settings;
  }

  // --- the lock

  void lock() {
    lock.lock();
  }

  /// Lets the lock go, and tells the driver if there is something to send of which it does not
  /// know. What the reading thread makes waits until it has read all.
  void unlock() {
    boolean tell = quiet && !Thread.currentThread().equals(reading) && out.canSend();
    if (tell) {
      quiet = false;
    }
    lock.unlock();
    if (tell) {
      driver.output();
    }
  }

  Condition condition() {
    return lock.newCondition();
  }

  // --- for channels, with the lock held

  Outgoing out() {
    return out;
  }

  Growth growth() {
    return growth;
  }

  ChannelTable table() {
    return table;
  }

  /// Returns whether it has ended. Needs no lock.
  public boolean isOver() {
    return end != null;
  }

  /// Returns whether it has ended and nothing is left to be sent, BYE included.
  public boolean isSpent() {
    lock.lock();
    try {
      return end != null && !out.canSend();
    } finally {
      lock.unlock();
    }
  }

  OtherEnd other() {
    return other;
  }

  void forget(Channel channel) {
    table.remove(channel);
  }

  /// Takes note that the item that arrives on `channel` is whole or never will be, and lets others
  /// grow.
  void settled(Channel channel) {
    growth.settled(channel);
    Channel next = growth.next();
    while (next != null && next.growLocked()) {
      next = growth.next();
    }
  }

  private void addOursLocked(Channel channel, ByteBuffer header) {
    if (table.ours() >= Settings.MOST_CHANNELS) {
      throw new IllegalStateException(
          "connection: " + Settings.MOST_CHANNELS + " channels are open; close some first");
    }
    if (other.window() > 0) {
      channel.begin(other.window());
    }
    table.add(channel);
    channel.sends().open(header);
    out.ready(channel);
  }

  // --- for the reading thread

  MuxHandler handler() {
    return handler;
  }

  /// Takes what the other end said of itself.
  ///
  /// @return the channels of which it says that their headers are too large for it
  List<Channel> introduced(int window, int largestItem) {
    other.introduced(window, largestItem);
    List<Channel> tooLarge = new ArrayList<>(0);
    for (Channel channel : table.all()) {
      if (!channel.isTheirs()) {
        channel.begin(window);
        if (channel.sends().largest() > largestItem) {
          tooLarge.add(channel);
        }
      }
    }
    return tooLarge;
  }

  void byeCame(Payload reason) {
    end(new MuxEnd.Bye(false, reason), null);
  }

  private void broken(String what) {
    MuxEnd.Broken broken = new MuxEnd.Broken(what);
    end(broken, handler.farewell(broken));
  }

  private boolean beginReading() {
    lock.lock();
    try {
      if (end != null) {
        return false;
      }
      if (reading != null) {
        throw new IllegalStateException("connection: received() by two threads at once");
      }
      reading = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void endReading() {
    boolean tell;
    lock();
    try {
      reading = null;
      tell = end != null && !endHeard;
      endHeard |= tell;
    } finally {
      unlock();
    }
    if (tell) {
      tellEnd();
    }
  }

  // --- the end

  /// Ends it once. The reading thread tells the handlers if it is at work, so that nobody hears two
  /// things at once; otherwise who ends it does.
  private void end(MuxEnd why, byte @Nullable [] bye) {
    boolean tell;
    lock();
    try {
      if (end != null) {
        return;
      }
      end = why;
      lost = new ArrayList<>();
      for (Channel channel : table.all()) {
        if (channel.lost()) {
          lost.add(channel);
        }
      }
      table.clear();
      out.end(bye);
      sent.signalAll();
      tell = reading == null;
      endHeard = tell;
    } finally {
      unlock();
    }
    if (tell) {
      tellEnd();
    }
  }

  private void tellEnd() {
    MuxEnd why;
    List<Channel> all;
    lock.lock();
    try {
      why = Objects.requireNonNull(end);
      all = lost;
      lost = List.of();
    } finally {
      lock.unlock();
    }
    for (Channel channel : all) {
      tellEnd(channel, why);
    }
    try {
      handler.ended(why);
    } catch (RuntimeException e) {
      uncaught(e);
    }
  }

  /// A handler that fails keeps no other from hearing it.
  private static void tellEnd(Channel channel, MuxEnd why) {
    ChannelHandler hears = channel.handler();
    try {
      if (hears != null) {
        hears.closed(channel, new ChannelEnd.Lost(why));
      }
    } catch (RuntimeException e) {
      uncaught(e);
    }
  }

  private static void uncaught(RuntimeException e) {
    Thread self = Thread.currentThread();
    self.getUncaughtExceptionHandler().uncaughtException(self, e);
  }

  private static void writable(Channel channel) {
    ChannelHandler hears = channel.handler();
    if (hears != null) {
      hears.writable(channel);
    }
  }
}
