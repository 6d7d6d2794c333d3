package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One channel: order, windows, room for senders, and its end.
class ChannelTest {

  private static final int MIB = 1 << 20;

  private final Heard heard = new Heard();

  // --- order

  @ParameterizedTest
  @CsvSource({"128, 1", "128, 7", "4096, 1", "4096, 1000000", "70000, 3"})
  void itemsKeepTheirOrderHoweverTheyAreCut(int fill, int cut) {
    MuxPair pair = new MuxPair().filling(fill).cutting(cut);
    Channel channel = pair.open("question", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    assertThat(there.header()).isEqualTo("question");
    assertThat(there.purpose()).isEqualTo(2);

    channel.trySend("one".getBytes(StandardCharsets.UTF_8));
    channel.trySend(new byte[0]);
    channel.trySend(new byte[100_000]);
    channel.finish();
    there.channel().trySend("answer".getBytes(StandardCharsets.UTF_8));
    pair.run();
    assertThat(there.heard().take()).containsExactly("one", "", "[100000]", "eof");
    assertThat(heard.take()).containsExactly("answer");

    assertThat(there.channel().sendAndClose("last".getBytes(StandardCharsets.UTF_8))).isTrue();
    pair.run();
    assertThat(heard.take()).containsExactly("last", "closed");
    assertThat(channel.close()).isFalse();
    assertThat(there.channel().close()).isFalse();
    pair.runDry();
    assertThat(pair.controller().mux().openChannels()).isZero();
    assertThat(pair.agent().mux().openChannels()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"128, 1", "4096, 100", "65536, 1000000"})
  void aLongItemArrivesByteForByte(int fill, int cut) {
    MuxPair pair = MuxPair.withWindow(5000).filling(fill).cutting(cut);
    byte[] header = pattern(70_000, 1);
    pair.controller().mux().open(2, ByteBuffer.wrap(header), heard);
    List<Payload> headers = new ArrayList<>();
    pair.run();
    assertThat(pair.agent().accepted().header()).isEqualTo("[70000]");

    Channel back = pair.agent().accepted().channel();
    byte[] item = pattern(200_000, 2);
    ByteBuffer part = ByteBuffer.wrap(item, 17, 150_000);
    back.trySend(part);
    pair.run();
    headers.addAll(heard.takeItems());
    assertThat(headers).hasSize(1);
    byte[] expected = Arrays.copyOfRange(item, 17, 150_017);
    assertThat(headers.get(0).toBytes()).isEqualTo(expected);
  }

  // --- windows

  @ParameterizedTest
  @ValueSource(ints = {1024, 5000, 65_536, MIB, MIB + 1, MIB + 3000, 3 * MIB})
  void itemsLargerThanTheWindowGoOneByOne(int window) {
    MuxPair pair = MuxPair.withWindow(window).filling(64 << 10);
    Channel channel = pair.open("x", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    for (int i = 0; i < 20; i++) {
      assertThat(channel.trySend(new byte[MIB])).isEqualTo(Offer.TAKEN);
      pair.run();
      List<Payload> items = there.heard().takeItems();
      assertThat(items).as("after " + i).hasSize(1);
      there.channel().taken(items.get(0));
      pair.run();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 5000, 65_536, MIB, MIB + 1, MIB + 3000, 3 * MIB})
  void itemsThatAreTakenAtOnceFollowEachOther(int window) {
    MuxPair pair = MuxPair.withWindow(window).filling(64 << 10);
    int[] came = {0};
    pair.agent().accepting(accepted -> taking(came));
    Channel channel = pair.open("x", heard);
    pair.run();
    for (int i = 0; i < 20; i++) {
      assertThat(channel.trySend(new byte[MIB])).isEqualTo(Offer.TAKEN);
      assertThat(channel.trySend(new byte[MIB])).isEqualTo(Offer.TAKEN);
      assertThat(channel.trySend(new byte[MIB])).isEqualTo(Offer.FULL);
      pair.run();
      assertThat(channel.trySend(new byte[1])).isEqualTo(Offer.TAKEN);
      pair.run();
    }
    assertThat(came[0]).isEqualTo(60);
  }

  @Test
  void aSlowReaderMakesTheSenderWait() {
    MuxPair pair = MuxPair.withWindow(2000);
    Channel channel = pair.open("x", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    for (int i = 0; i < 10; i++) {
      channel.trySend(new byte[436]); // which costs 500
    }
    pair.run();
    List<Payload> first = there.heard().takeItems();
    assertThat(first).hasSize(4);
    there.channel().taken(first.get(0));
    pair.run();
    assertThat(there.heard().takeItems()).as("a quarter is not worth a frame").isEmpty();
    there.channel().taken(first.get(0));
    pair.run();
    assertThat(there.heard().takeItems()).as("taken twice counts once").isEmpty();
    there.channel().taken(first.get(1));
    pair.run();
    assertThat(there.heard().takeItems()).hasSize(2);
  }

  // --- room for senders

  @Test
  void afterFullTheHandlerHearsOfRoom() {
    MuxPair pair =
        new MuxPair(
            Settings.of(Settings.Side.CONTROLLER).withQueues(1000, 1_000_000),
            Settings.of(Settings.Side.AGENT).withWindows(3000, 3000));
    Channel channel = pair.open("x", heard);
    pair.run();
    int taken = 0;
    while (channel.trySend(new byte[200]) == Offer.TAKEN) {
      taken++;
    }
    assertThat(taken).isEqualTo(5);
    assertThat(heard.take()).isEmpty();
    pair.run();
    assertThat(heard.take()).containsExactly("writable");
    pair.run();
    assertThat(heard.take()).as("told once").isEmpty();
    assertThat(channel.trySend(new byte[5000]))
        .as("one goes, whatever its size")
        .isEqualTo(Offer.TAKEN);
    assertThat(channel.trySend(new byte[0])).isEqualTo(Offer.FULL);
  }

  @Test
  void allChannelsTogetherHaveABoundButForOneItemEach() {
    MuxPair pair =
        new MuxPair(
            Settings.of(Settings.Side.CONTROLLER).withQueues(10_000, 10_000),
            Settings.of(Settings.Side.AGENT));
    Channel one = pair.open("1", heard);
    Channel two = pair.open("2", heard);
    pair.run();
    assertThat(one.trySend(new byte[6000])).isEqualTo(Offer.TAKEN);
    assertThat(two.trySend(new byte[6000])).isEqualTo(Offer.TAKEN);
    assertThat(one.trySend(new byte[1])).isEqualTo(Offer.FULL);
    assertThat(two.trySend(new byte[1])).isEqualTo(Offer.FULL);
    pair.run();
    assertThat(heard.take()).containsExactly("writable", "writable");
    assertThat(one.trySend(new byte[1])).isEqualTo(Offer.TAKEN);
  }

  @Test
  void aSenderWaitsForRoom() throws Exception {
    MuxPair pair = full();
    Channel channel = channel(pair);
    assertThat(channel.send(new byte[1], Duration.ofMillis(1))).isEqualTo(Offer.FULL);
    try (Background sending =
        new Background(() -> channel.send(new byte[1], Duration.ofMinutes(1)))) {
      sending.awaitWaiting();
      pair.run();
      assertThat(sending.result()).isEqualTo(Offer.TAKEN);
    }
    pair.run();
    assertThat(pair.agent().accepted().heard().take()).containsExactly("[1000]", "\0");
  }

  @Test
  void aSenderThatWaitsHearsOfTheEnd() throws Exception {
    MuxPair pair = full();
    Channel channel = channel(pair);
    try (Background sending =
        new Background(() -> channel.send(new byte[1], Duration.ofMinutes(1)))) {
      sending.awaitWaiting();
      new Raw().close(1).to(pair.controller());
      assertThat(sending.result()).isEqualTo(Offer.ENDED);
    }
  }

  @Test
  void aSenderThatWaitsCanBeInterrupted() throws Exception {
    MuxPair pair = full();
    Channel channel = channel(pair);
    try (Background sending =
        new Background(() -> channel.send(new byte[1], Duration.ofMinutes(1)))) {
      sending.awaitWaiting();
      sending.interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(sending::result);
    }
    pair.run();
    assertThat(pair.agent().accepted().heard().take()).containsExactly("[1000]");
  }

  @Test
  void aSenderThatWaitsHearsOfTheEndOfTheConnection() throws Exception {
    MuxPair pair = full();
    Channel channel = channel(pair);
    try (Background sending =
        new Background(() -> channel.send(new byte[1], Duration.ofMinutes(1)))) {
      sending.awaitWaiting();
      pair.controller().mux().inputEnded();
      assertThat(sending.result()).isEqualTo(Offer.ENDED);
    }
  }

  // --- sizes

  @Test
  void anItemThatTheOtherEndDoesNotTakeIsACallersMistake() {
    MuxPair pair = ofSmallAgent();
    Channel channel = pair.open("x", heard);
    pair.run();
    assertThat(channel.trySend(new byte[65_536])).isEqualTo(Offer.TAKEN);
    pair.run();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.trySend(new byte[65_537]))
        .withMessage("item of 65537 bytes; the other end takes 65536 at most");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pair.controller().mux().open(1, ByteBuffer.allocate(65_537), heard))
        .withMessage("item of 65537 bytes; the other end takes 65536 at most");
    assertThat(pair.agent().accepted().heard().take()).containsExactly("[65536]");
  }

  /// Before the other end's HELLO nobody knew; its own channel ends and no other.
  @Test
  void aHeaderThatTurnsOutTooLargeEndsItsChannel() {
    MuxPair pair = ofSmallAgent();
    Heard other = new Heard();
    pair.controller().mux().open(1, ByteBuffer.allocate(70_000), heard);
    pair.open("small", other);
    pair.run();
    assertThat(heard.take()).containsExactly("TooLarge[size=70000, largest=65536]");
    assertThat(other.take()).isEmpty();
    assertThat(pair.agent().accepted().header()).isEqualTo("small");
    assertThat(pair.agent().allAccepted()).hasSize(1);
    pair.agent().mux().ping(1);
    pair.run();
    assertThat(pair.controller().mux().openChannels()).isEqualTo(1);
  }

  // --- ends

  @Test
  void nothingIsSentAfterFinish() {
    MuxPair pair = new MuxPair();
    Channel channel = pair.open("x", heard);
    channel.finish();
    channel.finish();
    assertThatIllegalStateException()
        .isThrownBy(() -> channel.trySend(new byte[1]))
        .withMessage("channel 1: an item after finish()");
    assertThatIllegalStateException().isThrownBy(() -> channel.sendAndClose(new byte[1]));
    pair.run();
    assertThat(pair.agent().accepted().heard().take()).containsExactly("eof");
    pair.agent().accepted().channel().trySend("still".getBytes(StandardCharsets.UTF_8));
    pair.run();
    assertThat(heard.take()).containsExactly("still");
  }

  @Test
  void aFailureLeavesTheItemsBeforeItReadable() {
    MuxPair pair = MuxPair.withWindow(1024);
    Channel channel = pair.open("x", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    for (int i = 0; i < 20; i++) {
      channel.trySend(new byte[100]);
    }
    assertThat(channel.close("it broke".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(channel.close()).as("once").isFalse();
    assertThat(channel.trySend(new byte[1])).isEqualTo(Offer.ENDED);
    List<Payload> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pair.run();
      List<Payload> came = there.heard().takeItems();
      items.addAll(came);
      came.forEach(there.channel()::taken);
    }
    assertThat(items).hasSize(20);
    assertThat(there.heard().take()).hasSize(21).endsWith("closed it broke");
    assertThat(heard.take()).as("who closes hears nothing").isEmpty();
  }

  /// The other end may wait for window before it reads what comes before our CLOSE: it gets window
  /// for what nobody reads any more.
  @Test
  void twoEndsThatWaitForWindowDoNotWaitForEver() {
    MuxPair pair = MuxPair.withWindow(1024);
    Channel here = pair.open("x", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    for (int i = 0; i < 10; i++) {
      here.trySend(new byte[500]);
      there.channel().trySend(new byte[500]);
    }
    pair.run();
    here.close();
    pair.run();
    assertThat(there.channel().trySend(new byte[500])).isEqualTo(Offer.TAKEN);
    pair.run();
    there.channel().finish();
    pair.run();
    there.heard().takeItems().forEach(there.channel()::taken);
    for (int i = 0; i < 10; i++) {
      pair.run();
      there.heard().takeItems().forEach(there.channel()::taken);
    }
    assertThat(there.heard().take()).hasSize(11).endsWith("closed");
  }

  @Test
  void abandoningDropsWhatWaits() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).to(agent);
    Channel channel = agent.accepted().channel();
    channel.trySend(new byte[40_000]);
    channel.trySend(new byte[1]);
    assertThat(agent.says()).containsExactly("HELLO 13", "MORE 1 4936");
    assertThat(channel.abandon("enough".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(agent.says()).containsExactly("CLOSE 1 6");
    assertThat(channel.abandon(new byte[0])).isFalse();
  }

  @Test
  void whoClosedInOrderMayStillAbandon() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).to(agent);
    Channel channel = agent.accepted().channel();
    channel.trySend(new byte[40_000]);
    channel.close();
    agent.says();
    assertThat(channel.abandon(new byte[0])).as("it was closed before").isFalse();
    assertThat(agent.says()).containsExactly("CLOSE 1 0");
  }

  @Test
  void aChannelThatIsAbandonedBeforeItWasToldOfLeavesNoTrace() {
    MuxPair pair = new MuxPair();
    Channel channel = pair.open("never", heard);
    assertThat(channel.abandon(new byte[0])).isTrue();
    pair.open("then", new Heard());
    pair.run();
    assertThat(pair.agent().allAccepted()).hasSize(1);
    assertThat(pair.agent().accepted().channel().id()).isEqualTo(3);
    assertThat(pair.controller().mux().openChannels()).isEqualTo(1);
  }

  @Test
  void aChannelThatIsClosedBeforeItWasToldOfIsToldOfAllTheSame() {
    MuxPair pair = new MuxPair();
    Channel channel = pair.open("x", heard);
    channel.trySend("item".getBytes(StandardCharsets.UTF_8));
    assertThat(channel.close()).isTrue();
    pair.run();
    assertThat(pair.agent().accepted().heard().take()).containsExactly("item", "closed");
  }

  /// An item that is cut off by CLOSE is never heard of.
  @Test
  void halfAnItemIsDropped() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).more(1, 100).close(1).to(agent);
    assertThat(agent.accepted().heard().take()).containsExactly("closed");
    new Raw().open(3, 128 | 2, 5000, 10).close(3).to(agent);
    assertThat(agent.allAccepted()).as("nor half a header").hasSize(1);
    agent.mux().ping(1);
    assertThat(agent.says()).containsExactly("HELLO 13", "PING 8", "CLOSE 1 0", "CLOSE 3 0");
  }

  @Test
  void bothEndsMayCloseAtOnce() {
    MuxPair pair = new MuxPair();
    Channel here = pair.open("x", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    assertThat(here.close()).isTrue();
    assertThat(there.channel().close()).isTrue();
    pair.run();
    assertThat(heard.take()).isEmpty();
    assertThat(there.heard().take()).isEmpty();
    assertThat(pair.controller().mux().openChannels()).isZero();
    assertThat(pair.agent().mux().openChannels()).isZero();
  }

  @Test
  void aFailureHasABound() {
    Channel channel = new MuxPair().open("x", heard);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.close(new byte[65_537]))
        .withMessage("failure of 65537 bytes; at most 65536");
  }

  @Test
  void anAcceptorMayRefuse() {
    MuxPair pair = new MuxPair();
    pair.agent()
        .accepting(accepted -> {
          accepted.channel().close("not here".getBytes(StandardCharsets.UTF_8));
          return accepted.heard();
        });
    Channel channel = pair.open("x", heard);
    channel.trySend(new byte[100_000]);
    pair.run();
    assertThat(heard.take()).containsExactly("closed not here");
    assertThat(pair.agent().accepted().heard().take()).isEmpty();
  }

  private static ChannelHandler taking(int[] came) {
    return new ChannelHandler() {
      @Override
      public void item(Channel channel, Payload item) {
        came[0]++;
        channel.taken(item);
      }

      @Override
      public void closed(Channel channel, ChannelEnd end) {}
    };
  }

  /// A channel whose queue is full.
  private MuxPair full() {
    MuxPair pair =
        new MuxPair(
            Settings.of(Settings.Side.CONTROLLER).withQueues(1000, 1_000_000),
            Settings.of(Settings.Side.AGENT));
    pair.open("x", heard);
    pair.run();
    channel(pair).trySend(new byte[1000]);
    return pair;
  }

  private static Channel channel(MuxPair pair) {
    return java.util.Objects.requireNonNull(pair.controller().mux().table().get(1));
  }

  private static MuxPair ofSmallAgent() {
    return new MuxPair(
        Settings.of(Settings.Side.CONTROLLER),
        Settings.of(Settings.Side.AGENT).withLargestItem(65_536));
  }

  private static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }
}
