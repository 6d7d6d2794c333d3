package dev.muster.session.agent;

import dev.muster.model.StdStream;
import dev.muster.wire.Mux;
import dev.muster.wire.start.Launch;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An agent in memory that says whatever a test has it say, byte by byte as `docs/protocol.md` has
/// them, and the carrier to it.
///
/// For one thread, but for what the link answers from threads of its own.
final class RawAgent implements Carrier {

  static final int HELLO = 1;
  static final int OPEN = 2;
  static final int MORE = 3;
  static final int ITEM = 4;
  static final int CREDIT = 5;
  static final int EOF = 6;
  static final int CLOSE = 7;
  static final int PING = 8;
  static final int BYE = 10;

  /// The channels of the offer of classes and of the call that follows it.
  static final int OFFER = 1;

  static final int CALL = 3;

  private static final ValueCodec CODEC = ValueCodec.of(Types.of());
  private static final int HEADER = 9;
  private static final int CHUNK = 64 << 10;

  /// A frame that the controller sent.
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Frame(int type, int channel, byte[] payload) {}

  private final AtomicBoolean killed = new AtomicBoolean();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private @Nullable Mux mux;
  private @Nullable Listener listener;
  private @Nullable Starting starting;

  @Override
  public void begin(Mux its, Launch launch, Supplies supplies, Listener hears) {
    mux = its;
    listener = hears;
    starting = new Starting(launch.nonce(), "target", supplies, new SentTo(_ -> {}));
  }

  Mux mux() {
    if (mux == null) {
      throw new AssertionError("not begun");
    }
    return mux;
  }

  Listener listener() {
    if (listener == null) {
      throw new AssertionError("not begun");
    }
    return listener;
  }

  Starting starting() {
    if (starting == null) {
      throw new AssertionError("not begun");
    }
    return starting;
  }

  /// Says that it is ready.
  RawAgent ready() {
    mux().drivenBy(() -> {});
    listener().ready("1", "25");
    return this;
  }

  /// Says a right HELLO.
  RawAgent hello() {
    return hello(1, 1, 1 << 20, 64 << 20);
  }

  /// Says a right HELLO, with what it can do besides.
  RawAgent helloOffering(byte[] offers) {
    return hello(1, 1, 1 << 20, 64 << 20, offers);
  }

  RawAgent hello(int lowest, int highest, int window, int largest, byte... offers) {
    return bytes(helloBytes(lowest, highest, window, largest, offers));
  }

  static byte[] helloBytes(int lowest, int highest, int window, int largest, byte... offers) {
    ByteBuffer payload = ByteBuffer.allocate(12 + offers.length);
    payload.putShort((short) lowest).putShort((short) highest).putInt(window).putInt(largest);
    return bytesOf(HELLO, 0, payload.put(offers).array());
  }

  /// Says that it lacks no class, which begins the call.
  RawAgent hasAllClasses() {
    return item(OFFER, value(new int[0])).frame(CLOSE, OFFER);
  }

  RawAgent open(int id, int purpose, byte[] header) {
    ByteBuffer payload = ByteBuffer.allocate(5 + header.length);
    payload.put((byte) purpose).putInt(4096).put(header);
    return frame(OPEN, id, payload.array());
  }

  RawAgent item(int channel, byte[] item) {
    int at = 0;
    while (item.length - at > CHUNK) {
      frame(MORE, channel, Arrays.copyOfRange(item, at, at + CHUNK));
      at += CHUNK;
    }
    return frame(ITEM, channel, Arrays.copyOfRange(item, at, item.length));
  }

  RawAgent frame(int type, int channel, byte... payload) {
    return bytes(bytesOf(type, channel, payload));
  }

  /// Returns the bytes of a frame.
  static byte[] bytesOf(int type, int channel, byte... payload) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length);
    frame.put((byte) type).putInt(channel).putInt(payload.length).put(payload);
    return frame.array();
  }

  RawAgent number(int type, int channel, int number) {
    return frame(type, channel, ByteBuffer.allocate(4).putInt(number).array());
  }

  RawAgent bytes(byte[] bytes) {
    mux().received(ByteBuffer.wrap(bytes));
    return this;
  }

  /// Prints beside the connection.
  RawAgent prints(String text, Runnable credit) {
    listener().printed(StdStream.ERR, text.getBytes(StandardCharsets.UTF_8), credit);
    return this;
  }

  /// Returns the bytes of a value.
  static byte[] value(@Nullable Object value) {
    try {
      return CODEC.encode(value);
    } catch (ValueException e) {
      throw new AssertionError(e);
    }
  }

  /// Returns a value put together by hand.
  static byte[] raw(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  /// Returns a record or enum of a name, as a value.
  static byte[] named(int tag, String name, int... rest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    all.write(0);
    all.write(name.length() * 2);
    if (name.length() * 2 > 127) {
      throw new AssertionError("a name too long for one byte");
    }
    all.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(raw(rest));
    return all.toByteArray();
  }

  /// Returns the frames that the controller has sent since the last time.
  List<Frame> heard() {
    boolean more = true;
    while (more) {
      ByteBuffer into = ByteBuffer.allocate(1 << 20);
      more = mux().fill(into);
      heard.write(into.array(), 0, into.position());
    }
    byte[] all = heard.toByteArray();
    heard.reset();
    return frames(all);
  }

  /// Takes frames apart; the last may not be whole, and is left out.
  static List<Frame> frames(byte[] all) {
    List<Frame> frames = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(all);
    while (bytes.remaining() >= HEADER
        && bytes.remaining() - HEADER >= bytes.getInt(bytes.position() + HEADER - 4)) {
      int type = bytes.get();
      int channel = bytes.getInt();
      byte[] payload = new byte[bytes.getInt()];
      bytes.get(payload);
      frames.add(new Frame(type, channel, payload));
    }
    return frames;
  }

  /// Waits for a frame of the controller on a channel.
  Frame await(int type, int channel) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Frame> found =
          heard().stream().filter(f -> f.type() == type && f.channel() == channel).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no frame " + type + " on channel " + channel);
  }

  boolean isKilled() {
    return killed.get();
  }

  @Override
  public void end(Duration grace) {
    killed.set(true);
  }

  @Override
  public void kill() {
    killed.set(true);
  }
}
