package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds whatever both ends do and however what they say is cut: nothing is lost, changed or
/// out of order, windows hold, each channel ends once, and nothing is left of channels that have
/// ended.
class LawsTest {

  private static final int STEPS = 4000;

  /// One side of a channel as the test knows it.
  private final class Side implements ChannelHandler {
    private final int seed = random.nextInt();
    private final ArrayDeque<Payload> untaken = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // as soon as it is open
    private Channel channel;

    @SuppressWarnings("NullAway.Init") // as soon as both are
    private Side other;

    private int sent;
    private int heard;
    private boolean finished;
    private boolean abandoned;
    private boolean closedByUs;
    private boolean eof;
    private boolean closed;

    @Override
    public void begins(Channel opened) {
      channel = opened;
    }

    @Override
    public void item(Channel from, Payload item) {
      assertThat(eof || closed).as("nothing after the end").isFalse();
      assertThat(closedByUs).as("nothing after our close").isFalse();
      assertThat(item.toBytes()).isEqualTo(nth(other.seed, heard++));
      untaken.add(item);
      if (random.nextInt(3) == 0) {
        take();
      }
    }

    @Override
    public void eof(Channel from) {
      assertThat(eof || closed || closedByUs).isFalse();
      assertThat(heard).as("all before the end").isEqualTo(other.sent);
      eof = true;
    }

    @Override
    public void closed(Channel from, ChannelEnd end) {
      assertThat(closed || closedByUs).as("one end").isFalse();
      closed = true;
      if (end instanceof ChannelEnd.Closed && !other.abandoned) {
        assertThat(heard).as("all before the end").isEqualTo(other.sent);
      }
    }

    void take() {
      while (!untaken.isEmpty() && random.nextInt(5) > 0) {
        channel.taken(untaken.remove());
      }
    }

    boolean isOver() {
      return closed || closedByUs;
    }

    void step() {
      switch (random.nextInt(24)) {
        case 0 -> finish();
        case 1 -> close(channel.close());
        case 2 -> {
          boolean first = channel.abandon(new byte[random.nextInt(2000)]);
          abandoned = true;
          close(first);
        }
        case 3 -> {
          if (!finished) {
            byte[] last = nth(seed, sent);
            boolean first = channel.sendAndClose(last);
            sent += first ? 1 : 0;
            close(first);
          }
        }
        case 4, 5, 6, 7, 8 -> take();
        default -> send();
      }
    }

    private void send() {
      if (!finished && channel.trySend(nth(seed, sent)) == Offer.TAKEN) {
        sent++;
      }
    }

    private void finish() {
      channel.finish();
      finished = true;
    }

    private void close(boolean first) {
      assertThat(first).as("it says whether it was first").isEqualTo(!isOver());
      closedByUs |= first;
    }
  }

  private final Random random = new Random();
  private final List<Side> sides = new ArrayList<>();
  private final Spy spy = new Spy();
  private final Peer[] ends = new Peer[2];
  private final Carrying[] drivers = {new Carrying(), new Carrying()};

  /// Brings some items by another way.
  private final class Carrying implements Driver {
    private byte[] carried = new byte[0];

    @Override
    public void output() {}

    @Override
    public boolean carries(ByteBuffer item) {
      if (random.nextInt(3) > 0) {
        return false;
      }
      carried = new byte[item.remaining()];
      item.duplicate().get(carried);
      return true;
    }

    /// Returns what was left in a buffer, and what comes behind it.
    byte[] all(ByteBuffer buffer) {
      int left = buffer.position();
      byte[] all = Arrays.copyOf(carried, left + carried.length);
      System.arraycopy(carried, 0, all, left, carried.length);
      buffer.flip().get(all, 0, left);
      carried = new byte[0];
      return all;
    }
  }

  @SuppressWarnings("NullAway.Init") // set before anything is heard of it
  private Side opening;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void hold(long seed) {
    random.setSeed(seed);
    ends[0] = end(Settings.Side.CONTROLLER);
    ends[1] = end(Settings.Side.AGENT);
    for (int i = 0; i < ends.length; i++) {
      ends[i].mux().drivenBy(drivers[i]);
    }
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0 -> open();
        case 1, 2 -> move(random.nextInt(2), false);
        case 3 -> ends[random.nextInt(2)].mux().ping(step);
        default -> {
          if (!sides.isEmpty()) {
            Side side = sides.get(random.nextInt(sides.size()));
            side.step();
          }
        }
      }
      sides.removeIf(side -> side.isOver() && side.other != null && side.other.isOver());
    }
    settle();
    assertThat(spy.frames()).isGreaterThan(STEPS / 4);
    for (Peer end : ends) {
      assertThat(end.mux().end()).isEmpty();
      assertThat(end.mux().openChannels()).as("nothing is left").isZero();
      assertThat(end.mux().out().queued()).isZero();
    }
  }

  private Peer end(Settings.Side side) {
    int window = 1024 + random.nextInt(30_000);
    Settings settings =
        Settings.of(side)
            .withWindows(window, 1024 + random.nextInt(30_000))
            .withQueues(1 + random.nextInt(50_000), 200_000);
    return new Peer(settings).accepting(accepted -> accept(accepted));
  }

  /// OPENs arrive in their order, but those of both ends at any time.
  private ChannelHandler accept(Peer.Accepted accepted) {
    for (Side side : sides) {
      if (side.other == null
          && side.channel.id() == accepted.channel().id()
          && side.channel != accepted.channel()) {
        Side there = new Side();
        there.other = side;
        side.other = there;
        there.channel = accepted.channel();
        sides.add(there);
        return there;
      }
    }
    // It was closed here before it was heard of there.
    accepted.channel().close();
    return accepted.heard();
  }

  private void open() {
    if (sides.size() > 12) {
      return;
    }
    Side side = new Side();
    opening = side;
    int bytes = random.nextInt(6) == 0 ? random.nextInt(80_000) : random.nextInt(50);
    Mux mux = ends[random.nextInt(2)].mux();
    side.channel = mux.open(1, ByteBuffer.allocate(bytes), 1024 + random.nextInt(5000), opening);
    sides.add(side);
  }

  private void move(int from, boolean all) {
    boolean more = true;
    while (more) {
      int size = random.nextInt(4) == 0 ? 128 + random.nextInt(100) : 128 + random.nextInt(70_000);
      ByteBuffer buffer = ByteBuffer.allocate(size);
      more = ends[from].mux().fill(buffer) && (all || random.nextInt(4) > 0);
      byte[] said = drivers[from].all(buffer);
      spy.said(from, said);
      int at = 0;
      while (at < said.length) {
        int count =
            Math.min(said.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 100_000));
        ends[1 - from].mux().received(ByteBuffer.wrap(said, at, count));
        at += count;
      }
    }
  }

  /// Lets everything that was begun come to its end.
  private void settle() {
    for (int round = 0; round < 200; round++) {
      for (Side side : List.copyOf(sides)) {
        while (!side.untaken.isEmpty()) {
          side.channel.taken(side.untaken.remove());
        }
        if (round == 100 && !side.isOver()) {
          side.close(side.channel.close());
        }
      }
      ends[0].mux().ping(round); // so that answers to CLOSE have company
      ends[1].mux().ping(round);
      move(0, true);
      move(1, true);
    }
  }

  /// The n-th item of a side: any number of bytes, mostly few.
  private static byte[] nth(int seed, int number) {
    Random bytes = new Random(seed * 31L + number);
    int size = bytes.nextInt(20) == 0 ? bytes.nextInt(70_000) : bytes.nextInt(300);
    byte[] item = new byte[size];
    bytes.nextBytes(item);
    return item;
  }
}
