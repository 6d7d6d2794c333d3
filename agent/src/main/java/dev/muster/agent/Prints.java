package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Mux;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.message.OutputPiece;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What code prints through `System.out` and `System.err`: sent to the controller line by line,
/// with the call that printed it.
///
/// A controller that does not read makes who prints wait. What is printed when there is no
/// connection is lost. Safe for use by many threads.
final class Prints {

  static final int OUT = 1;
  static final int ERR = 2;

  private static final int MOST = 8192;

  /// The longest piece that is sent: the controller takes no long ones of what it did not ask for.
  private static final int LONGEST = 32 << 10;

  private static final Duration LONG = Duration.ofDays(3650);
  private static final ValueCodec CODEC = ValueCodec.of(Types.none());

  /// The channel of the call that a thread works for; threads that it starts inherit it.
  private final InheritableThreadLocal<Integer> call = new InheritableThreadLocal<>();

  /// Lines that are not whole yet, by call and stream; guarded by itself.
  private final Map<Long, ByteArrayOutputStream> parts = new HashMap<>();

  /// The calls at work, and whether they have printed.
  private final Map<Integer, Boolean> printed = new ConcurrentHashMap<>();

  private volatile @Nullable Mux mux;

  /// Made when something is first printed; guarded by this.
  private @Nullable Channel channel;

  /// Begins to take what is printed.
  void install() {
    System.setOut(new Guarded(new Stream(OUT)));
    System.setErr(new Guarded(new Stream(ERR)));
  }

  void on(Mux its) {
    mux = its;
  }

  void enter(int id) {
    call.set(id);
    printed.put(id, false);
  }

  /// Sends what the call has printed of lines that are not whole, and waits until all that it has
  /// printed is on its way: what it answers comes after that.
  void settle(int id) throws InterruptedException {
    flush(id, OUT);
    flush(id, ERR);
    Channel open = printed.getOrDefault(id, false) ? channel() : null;
    if (open != null) {
      open.awaitSent(LONG);
    }
  }

  void leave(int id) {
    call.remove();
    printed.remove(id);
    flush(id, OUT);
    flush(id, ERR);
  }

  private static long key(int id, int stream) {
    return (long) id << 2 | stream;
  }

  private void flush(int id, int stream) {
    ByteArrayOutputStream rest;
    synchronized (parts) {
      rest = parts.remove(key(id, stream));
    }
    if (rest != null && rest.size() > 0) {
      send(id, stream, rest.toByteArray());
    }
  }

  private void add(int stream, byte[] bytes, int offset, int length) {
    Integer current = call.get();
    int id = current == null ? 0 : current;
    byte[] whole = null;
    synchronized (parts) {
      ByteArrayOutputStream part = parts.get(key(id, stream));
      if (part == null) {
        part = new ByteArrayOutputStream();
        parts.put(key(id, stream), part);
      }
      part.write(bytes, offset, length);
      boolean line = length > 0 && bytes[offset + length - 1] == '\n';
      if (line || part.size() >= MOST) {
        whole = part.toByteArray();
        part.reset();
      }
    }
    if (whole != null) {
      send(id, stream, whole);
    }
  }

  /// Passes on what a process printed to its standard error for the conversation on channel `id`.
  void pass(int id, byte[] bytes, int length) {
    send(id, ERR, Arrays.copyOf(bytes, length));
  }

  private void send(int id, int stream, byte[] bytes) {
    try {
      Channel open = channel();
      printed.replace(id, true);
      for (int at = 0; open != null && at < bytes.length; at += LONGEST) {
        ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(LONGEST, bytes.length - at));
        byte[] item = new OutputPiece(id, stream, piece).encode(CODEC);
        if (open.trySend(item) == Offer.FULL) { // an interrupted thread prints while there is room
          open.send(item, LONG);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and the line is lost, as with any interrupted write
    } catch (ValueException | IllegalStateException e) {
      throw new IllegalStateException("what was printed cannot be sent: " + e.getMessage(), e);
    }
  }

  private synchronized @Nullable Channel channel() {
    Mux open = mux;
    if (channel == null && open != null) {
      channel = open.open(Purpose.OUTPUT, ByteBuffer.allocate(0), new Deaf());
    }
    return channel;
  }

  private static final class Deaf implements ChannelHandler {
    @Override
    public void item(Channel from, Payload item) {} // nothing is said on it

    @Override
    public void closed(Channel of, ChannelEnd how) {}
  }

  /// One of the two streams.
  private final class Stream extends OutputStream {

    private final int number;

    Stream(int number) {
      this.number = number;
    }

    @Override
    public void write(int octet) {
      add(number, new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      add(number, bytes, offset, length);
    }

    @Override
    public void flush() {} // whole lines leave by themselves, the rest at the end of the call
  }

  /// A stream that code may close without harm to other calls.
  private static final class Guarded extends PrintStream {

    Guarded(OutputStream out) {
      super(out, false, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      flush();
    }
  }
}
