package dev.muster.wire;

import dev.muster.wire.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One end while the other says anything and we do anything: what we say keeps to the protocol and
/// to the windows that we were given, no more is held than ours, and each channel ends once and
/// hears nothing after that.
///
/// Input: steps of a byte each. From 16 on it is something of ours; below, a frame of that type
/// follows, with a byte for the channel, two for the length and the payload; 0 is any bytes, with a
/// length likewise.
public final class MuxFuzz implements FuzzTarget {

  private static final int WINDOW = 3000;
  private static final int LARGEST = 65_536;
  private static final int MAX_CHANNELS = 20;

  /// How many of the steps that are ours count: what we say on all channels takes memory too.
  private static final int MOST_OURS = 100;

  /// Makes one.
  public MuxFuzz() {}

  private static final class Ear implements ChannelHandler {
    private final List<Payload> held = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // begins is called first
    private Channel channel;

    private long cost;
    private boolean over;

    @Override
    public void begins(Channel opened) {
      channel = opened;
    }

    @Override
    public void item(Channel from, Payload item) {
      holds(!over, "nothing comes after the end");
      holds(item.size() <= LARGEST, "no item is larger than the largest");
      held.add(item);
      cost += item.size();
      holds(cost <= WINDOW + LARGEST, "no more is held than the window and one item");
    }

    @Override
    public void eof(Channel from) {
      holds(!over, "nothing comes after the end");
    }

    @Override
    public void closed(Channel from, ChannelEnd end) {
      holds(!over, "a channel ends once");
      over = true;
    }

    void takeAll() {
      held.forEach(channel::taken);
      held.clear();
      cost = 0;
    }

    void close(boolean first) {
      holds(first == !over, "closing says whether it was first");
      over = true;
    }
  }

  private static final class Talk implements MuxHandler {
    private final List<Ear> ears = new ArrayList<>();
    private final Spy spy = new Spy(false);
    private final Mux mux =
        new Mux(
            Settings.of(Settings.Side.AGENT)
                .withWindows(WINDOW, WINDOW)
                .withLargestItem(LARGEST)
                .withChannels(MAX_CHANNELS)
                .withQueues(20_000, 100_000),
            new byte[0],
            this);
    private int ends;

    @Override
    public void hello(int version, Payload offers) {
      holds(version == 1, "the version is one of ours");
    }

    @Override
    public ChannelHandler opened(Channel channel, int purpose, Payload header) {
      holds(purpose < 128 && header.size() <= LARGEST, "a purpose and a header");
      Ear ear = new Ear();
      ear.channel = channel;
      ears.add(ear);
      return ear;
    }

    @Override
    public void ended(MuxEnd end) {
      holds(!end.message().isBlank(), "an end says something");
      holds(++ends == 1, "it ends once");
      holds(ears.stream().allMatch(ear -> ear.over), "every channel has ended before");
    }

    void ours(int step) {
      switch (step % 10) {
        case 0 -> {
          if (ears.size() < MAX_CHANNELS) {
            Ear ear = new Ear();
            open(ear, step);
          }
        }
        case 1 -> ears.forEach(Ear::takeAll);
        case 2 -> ears.forEach(ear -> send(ear, step));
        case 3 -> ears.forEach(ear -> ear.channel.finish());
        case 4 -> ears.forEach(ear -> ear.close(ear.channel.close()));
        case 5 -> ears.forEach(ear -> ear.close(ear.channel.abandon(new byte[step])));
        case 6 -> mux.ping(step);
        case 7 -> say(128);
        case 8 -> sayAll();
        default -> {
          if (step > 250) {
            mux.bye(new byte[step]);
          }
        }
      }
    }

    private void open(Ear ear, int step) {
      try {
        mux.open(step % 100, ByteBuffer.allocate(step * 300), ear);
        ears.add(ear);
      } catch (IllegalArgumentException e) {
        // the other end has said that it takes no such header; before that it comes back
      }
    }

    private static void send(Ear ear, int step) {
      try {
        if (step % 20 == 2) {
          ear.channel.trySend(new byte[step * 40]);
        } else {
          ear.channel.send(new byte[step], new byte[step * 40], Duration.ZERO);
        }
      } catch (IllegalStateException e) {
        // it was finished
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private boolean say(int size) {
      ByteBuffer said = ByteBuffer.allocate(size);
      boolean more = mux.fill(said);
      spy.said(1, Arrays.copyOf(said.array(), said.position()));
      return more;
    }

    private void sayAll() {
      boolean more = true;
      while (more) {
        more = say(4096);
      }
    }

    /// The spy hears it before we do, and no more of it than was right.
    void hear(byte[] bytes) {
      if (!mux.isOver()) {
        mux.received(ByteBuffer.wrap(bytes));
      }
      if (!mux.isOver()) {
        spy.said(0, bytes);
      }
    }
  }

  @Override
  public void take(byte[] input) {
    ByteBuffer in = ByteBuffer.wrap(input);
    Talk talk = new Talk();
    talk.sayAll(); // its HELLO
    int ours = 0;
    while (in.hasRemaining() && talk.ends == 0) {
      int step = in.get() & 0xff;
      if (step >= 16) {
        if (ours++ < MOST_OURS) {
          talk.ours(step);
        }
      } else if (step > 0) {
        int channel = in.hasRemaining() ? in.get() : 0;
        talk.hear(new Raw().frame(step, channel, piece(in)).bytes());
      } else {
        talk.hear(piece(in));
      }
    }
    talk.sayAll();
    talk.mux.inputEnded();
    holds(talk.ends == 1, "it has ended");
    talk.sayAll();
  }

  private static byte[] piece(ByteBuffer in) {
    int length = in.remaining() < 2 ? 0 : in.getShort() & 0xffff;
    byte[] piece = new byte[Math.min(length, in.remaining())];
    in.get(piece);
    return piece;
  }

  private static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("broken: " + what);
    }
  }

  /// Each step may let each of our channels say something.
  @Override
  public long allocation() {
    return 64L << 20;
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        steps(20, 18, Raw.hello(), 18, Raw.hello().bytes(), 18),
        steps(
            new Raw().hello(1, 1, 5000, 65_536),
            new Raw().open(1, 2, 5000, 10),
            28,
            22,
            new Raw().item(1, 100),
            new Raw().more(1, 500),
            new Raw().item(1, 0),
            21,
            28,
            new Raw().credit(1, 500),
            new Raw().eof(1),
            23,
            28,
            new Raw().close(1),
            28),
        steps(
            new Raw().hello(1, 1, 2000, 65_536),
            20,
            30,
            28,
            new Raw().credit(2, 3000),
            42,
            28,
            24,
            28,
            new Raw().item(2, 5),
            new Raw().close(2),
            new Raw().close(4),
            28),
        steps(
            new Raw().hello(1, 9, 2000, 65_536),
            new Raw().open(1, 128 | 3, 1024, 50),
            new Raw().more(1, 1000),
            28,
            new Raw().item(1, 10),
            28,
            22,
            25,
            28,
            new Raw().close(1)),
        steps(
            new Raw().hello(1, 1, 2000, 65_536),
            26,
            28,
            new Raw().pong(26),
            new Raw().ping(5),
            28,
            new Raw().frame(15, 0, new byte[3])),
        steps(
            new Raw().hello(1, 1, 2000, 65_536),
            20,
            28,
            new Raw().item(2, 1500),
            21,
            new Raw().bye()),
        steps(new Raw().hello(1, 1, 5000, 65_536), 20, 28, 102, 28, 23, 25, 28),
        steps(new Raw().hello(1, 1, 2000, 65_536), 20, 28, 27, 27, 255));
  }

  /// Puts an input together: numbers are steps, frames and bytes what the other end says.
  private static byte[] steps(Object... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Object part : parts) {
      switch (part) {
        case Integer step -> all.write(step);
        case Raw raw -> frame(all, raw.bytes());
        case byte[] bytes -> {
          all.write(0);
          piece(all, bytes, 0);
        }
        default -> throw new IllegalArgumentException("a part is a step or what is said: " + part);
      }
    }
    return all.toByteArray();
  }

  private static void frame(ByteArrayOutputStream all, byte[] frame) {
    all.write(frame[0]);
    all.write(frame[4]);
    piece(all, frame, FrameType.HEADER);
  }

  private static void piece(ByteArrayOutputStream all, byte[] bytes, int from) {
    int length = bytes.length - from;
    all.write(length >> 8);
    all.write(length);
    all.write(bytes, from, length);
  }
}
