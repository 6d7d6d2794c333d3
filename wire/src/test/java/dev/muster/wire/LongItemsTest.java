package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Items that are longer than a window, as they come: how much memory they take, and whose turn it
/// is.
class LongItemsTest {

  private static final int MIB = 1 << 20;
  private static final ValueCodec CODEC = ValueCodec.of(Types.of());

  private final Heard heard = new Heard();

  /// One long item is let in at a time beyond the budget for all channels; the next follows when it
  /// is whole. The attack: arrays that say at once how long they will be take no more.
  @ParameterizedTest
  @CsvSource({"80, false", "80, true", "60, true", "40, true"})
  void longItemsOfManyChannelsGrowOneByOne(int mebibytes, boolean arrays) throws Exception {
    int largest = mebibytes * MIB;
    Peer agent =
        new Peer(Settings.of(Settings.Side.AGENT).withWindows(MIB, MIB).withLargestItem(largest));
    Flood flood = new Flood(agent, 3);
    byte[] first = arrays ? Raw.beginning(largest - 100, Flood.STEP) : new byte[Flood.STEP];
    long before = Memory.used();
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i = 0; i < 3; i++) {
        moved |=
            flood.sent[i] < largest - Flood.STEP
                && flood.more(i, flood.sent[i] == 0 ? first : null);
      }
    }
    long[] sent = flood.sent;
    long all = sent[0] + sent[1] + sent[2];
    assertThat(sent).as("one came to its end").contains((long) largest - Flood.STEP);
    assertThat(all).isLessThan(largest + 64L * MIB + 3L * MIB);
    long blocks = 2 * 4L * MIB; // the last of each may be empty
    assertThat(Memory.used() - before).isLessThan(largest + 64L * MIB + 3L * MIB + blocks);

    for (int i = 0; i < 3; i++) {
      if (sent[i] == largest - Flood.STEP) {
        new Raw().item(1 + 2 * i, 1).to(agent);
      }
    }
    assertThat(agent.says()).as("another goes on").isNotEmpty();
  }

  /// The array that is free of the budget takes its time. Who waits goes on in the room that others
  /// leave, unless it is too little.
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoWaitsGoesOnInTheRoomThatOthersLeave() throws Exception {
    Peer agent =
        new Peer(Settings.of(Settings.Side.AGENT).withWindows(MIB, MIB).withLargestItem(80 * MIB));
    Flood flood = new Flood(agent, 4);
    flood.more(0, Raw.beginning(60 * MIB, Flood.STEP));
    flood.upTo(0, 5 * MIB);
    flood.upTo(1, 63 * MIB);
    flood.upTo(2, 10 * MIB);
    assertThat(flood.sent[1]).isEqualTo(63L * MIB);
    assertThat(flood.sent[2]).as("it waits").isLessThan(2L * MIB);

    new Raw().item(flood.id(3), 1).to(agent); // whoever waits is asked
    flood.upTo(2, 10 * MIB);
    assertThat(flood.sent[2]).as("there is too little room").isLessThan(2L * MIB);
    new Raw().item(flood.id(1), 1).to(agent);
    flood.upTo(2, 10 * MIB);
    assertThat(flood.sent[2]).isEqualTo(10L * MIB);
  }

  /// An array that is longer than the window is put together where it stays, one at a time.
  @Test
  void aLongArrayIsNotCopied() throws Exception {
    MuxPair pair = new MuxPair().filling(64 << 10);
    Channel asked = pair.open("x", heard);
    pair.run();
    Channel there = pair.agent().accepted().channel();
    for (int i = 0; i < 3; i++) {
      there.trySend(CODEC.encode(new byte[3 * MIB]));
      pair.run();
      Payload item = heard.takeItems().get(0);
      assertThat(PayloadTest.isItself(item)).isTrue();
      asked.taken(item);
    }
  }

  /// What an agent has to say by itself is copied: nobody asked for memory for it.
  @Test
  void anArrayThatNobodyAskedForIsCopied() throws Exception {
    MuxPair pair = new MuxPair().filling(64 << 10);
    Channel theirs = pair.agent().mux().open(2, Heard.bytes("x"), heard);
    theirs.trySend(CODEC.encode(new byte[200_000]));
    pair.run();
    List<Payload> items = pair.controller().accepted().heard().takeItems();
    assertThat(PayloadTest.isItself(items.get(0))).isFalse();
  }

  /// The attack: long arrays behind items that nobody reads.
  @Test
  void noMemoryIsTakenBehindWhatIsNotRead() throws Exception {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).item(1, 100).to(agent);
    byte[] begun = Raw.beginning(12 * MIB, 60_000);
    Raw more = new Raw().frame(FrameType.MORE, 1, begun);
    for (int i = 0; i < 13; i++) {
      more.more(1, 60_000);
    }
    assertThat(Memory.taken(() -> more.to(agent))).isLessThan(8 * MIB);
    Peer.Accepted there = agent.accepted();
    there.channel().taken(there.heard().takeItems().get(0));
    Raw last = new Raw().more(1, 1);
    assertThat(Memory.taken(() -> last.to(agent)))
        .as("once it is read")
        .isBetween(12L * MIB, 14L * MIB);
    assertThat(agent.take()).as("it lives on").hasSize(1);
  }
}
