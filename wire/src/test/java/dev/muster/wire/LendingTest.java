package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Items that end with an array which is sent from where it is.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LendingTest {

  private static final int MIB = 1 << 20;
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final byte[] HEAD = {1, 2, 3};

  /// Something has room behind a long item.
  private static final Settings ROOMY =
      Settings.of(Settings.Side.CONTROLLER).withQueues(8 * MIB, 8L * MIB);

  private final MuxPair pair =
      new MuxPair(ROOMY, Settings.of(Settings.Side.AGENT)).filling(64 << 10);
  private final Heard heard = new Heard();
  private final Channel channel = pair.open("x", heard);
  private final byte[] body = pattern();

  /// How much of an item has left when something happens to it.
  enum Left {
    NOTHING {
      @Override
      byte[] of(Peer sender) {
        return new byte[0];
      }
    },
    HEAD_ONLY {
      @Override
      byte[] of(Peer sender) {
        ByteBuffer into = ByteBuffer.allocate(Mux.LEAST_FILL);
        sender.mux().fill(into);
        return Arrays.copyOf(into.array(), into.position());
      }
    },
    A_WINDOW {
      @Override
      byte[] of(Peer sender) {
        return sender.said(4096);
      }
    };

    abstract byte[] of(Peer sender);
  }

  private static byte[] pattern() {
    byte[] made = new byte[5 * MIB];
    for (int i = 0; i < made.length; i++) {
      made[i] = (byte) (i * 31 + (i >> 8));
    }
    return made;
  }

  private static byte[] whole(byte[] rest) {
    return ByteBuffer.allocate(HEAD.length + rest.length).put(HEAD).put(rest).array();
  }

  /// Lends [#body] for as long as it takes.
  private Offer lend() throws InterruptedException {
    return Senders.lend(channel, ByteBuffer.wrap(HEAD), tail(), LONG, LONG);
  }

  private Tail tail() {
    return new Tail(body, channel.mux().condition());
  }

  private List<Payload> came() {
    return pair.agent().accepted().heard().takeItems();
  }

  // --- as it should be

  @ParameterizedTest
  @CsvSource({"128, 1000000", "4096, 1", "65536, 1000000", "70000, 13"})
  void itIsOneItemHoweverItIsCut(int fill, int cut) throws Exception {
    pair.filling(fill).cutting(cut).run();
    assertThat(channel.send(HEAD, body, Duration.ZERO)).isEqualTo(Offer.TAKEN);
    pair.run();
    List<Payload> items = came();
    assertThat(items).hasSize(1);
    assertThat(items.get(0).toBytes()).isEqualTo(whole(body));
  }

  @Test
  void nothingIsCopiedWhileItLeaves() throws Exception {
    pair.run();
    try (Background lending = new Background(() -> Memory.taken(this::lend))) {
      lending.awaitWaiting();
      pair.run();
      assertThat((long) lending.result()).isLessThan(MIB);
    }
    assertThat(came().get(0).toBytes()).isEqualTo(whole(body));
  }

  /// Many send on: the bytes and items that wait are counted as before.
  @Test
  void othersFollowIt() throws Exception {
    pair.run();
    for (int i = 0; i < 3; i++) {
      try (Background lending = new Background(this::lend)) {
        lending.awaitWaiting();
        pair.run();
        assertThat(lending.result()).isEqualTo(Offer.TAKEN);
      }
      assertThat(channel.trySend(new byte[1])).isEqualTo(Offer.TAKEN);
      pair.run();
      List<Payload> items = came();
      assertThat(items).hasSize(2);
      items.forEach(pair.agent().accepted().channel()::taken);
      pair.run();
      assertThat(channel.mux().awaitSent(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void itWaitsUntilTheQueueIsEmpty() throws Exception {
    channel.trySend(new byte[1]);
    assertThat(channel.lend(HEAD, body, Duration.ofMillis(1))).isEqualTo(Offer.FULL);
    try (Background sending = new Background(() -> channel.send(HEAD, body, LONG))) {
      sending.awaitWaiting();
      pair.run();
      assertThat(sending.result()).isEqualTo(Offer.TAKEN);
    }
    came().forEach(pair.agent().accepted().channel()::taken);
    pair.run();
    assertThat(came().get(0).toBytes()).isEqualTo(whole(body));
  }

  // --- who wants the array back

  /// What is written into the array afterwards must not be sent.
  @ParameterizedTest
  @EnumSource
  void whoIsInterruptedHasTheArrayBack(Left left) throws Exception {
    pair.run();
    byte[] sent = body.clone();
    byte[] first;
    try (Background lending = new Background(() -> lend() == Offer.TAKEN && Thread.interrupted())) {
      lending.awaitWaiting();
      first = left.of(pair.controller());
      lending.interrupt();
      assertThat(lending.result()).as("sent, and interrupted").isEqualTo(true);
    }
    Arrays.fill(body, (byte) 7);
    assertThat(channel.trySend(new byte[1])).as("behind it").isEqualTo(Offer.TAKEN);
    pair.agent().mux().received(ByteBuffer.wrap(first));
    pair.run();
    List<Payload> items = came();
    assertThat(items).extracting(Payload::size).containsExactly(whole(sent).length, 1);
    assertThat(items.get(0).toBytes()).isEqualTo(whole(sent));
  }

  /// It leaves on while the rest is copied: nothing is sent twice.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void someLeavesWhileTheRestIsCopied(boolean headHasLeft) throws Exception {
    pair.run();
    Tail tail = tail();
    Senders.send(channel, ByteBuffer.wrap(HEAD), tail, LONG);
    byte[] first = headHasLeft ? Left.HEAD_ONLY.of(pair.controller()) : new byte[0];
    byte[] copy = body.clone();
    byte[] second = pair.controller().said(4096);
    assertThat(tail.bytes().position()).isPositive();
    replace(tail, copy);
    assertThat(channel.sends().needs(tail)).isFalse();
    Arrays.fill(body, (byte) 7);
    pair.agent().mux().received(ByteBuffer.wrap(first));
    pair.agent().mux().received(ByteBuffer.wrap(second));
    pair.run();
    assertThat(came().get(0).toBytes()).isEqualTo(whole(copy));
    assertThat(channel.mux().awaitSent(Duration.ZERO)).isTrue();
  }

  private void replace(Tail tail, byte[] copy) {
    channel.mux().lock();
    try {
      channel.sends().replace(tail, ByteBuffer.wrap(copy), 0);
    } finally {
      channel.mux().unlock();
    }
  }

  /// Who has no time does not wait for the array.
  @Test
  void theLimitHoldsForTheLoanToo() throws Exception {
    pair.run();
    byte[] sent = body.clone();
    Offer offer =
        Senders.lend(channel, ByteBuffer.wrap(HEAD), tail(), Duration.ZERO, Duration.ofHours(1));
    assertThat(offer).isEqualTo(Offer.TAKEN);
    Arrays.fill(body, (byte) 7);
    pair.run();
    assertThat(came().get(0).toBytes()).isEqualTo(whole(sent));
  }

  /// What waits in order goes out in order, and as it was.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoClosesInOrderStillHasItSent(boolean close) throws Exception {
    pair.run();
    byte[] sent = body.clone();
    try (Background lending = new Background(this::lend)) {
      lending.awaitWaiting();
      if (close) {
        channel.sendAndClose(new byte[] {1});
      } else {
        channel.finish();
      }
      lending.interrupt();
      assertThat(lending.result()).isEqualTo(Offer.TAKEN);
    }
    Arrays.fill(body, (byte) 7);
    pair.run();
    Heard there = pair.agent().accepted().heard();
    assertThat(there.take())
        .containsExactlyElementsOf(
            close ? List.of("[5242883]", "\1", "closed") : List.of("[5242883]", "eof"));
    assertThat(there.takeItems().get(0).toBytes()).isEqualTo(whole(sent));
  }

  @Test
  void oneLendsAfterTheOther() throws Exception {
    pair.run();
    try (Background one = new Background(this::lend);
        Background two = new Background(this::lend)) {
      one.awaitWaiting();
      two.awaitWaiting();
      for (int items = 0; items < 2; ) {
        pair.run();
        for (Payload item : came()) {
          assertThat(item.toBytes()).isEqualTo(whole(body));
          pair.agent().accepted().channel().taken(item);
          items++;
        }
      }
      assertThat(List.of(one.result(), two.result())).containsOnly(Offer.TAKEN);
    }
  }

  /// The attack on ourselves: a stack that overflows while the array is lent, and is caught by who
  /// writes into the array next.
  @Test
  void whereWaitingFailsNothingMoreGoesOut() throws Exception {
    pair.run();
    pair.controller().mux().drivenBy(new Failing());
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() -> channel.lend(HEAD, body, LONG));
    assertThat(pair.controller().mux().isOver()).isTrue();
    pair.controller().take();
    assertThat(pair.controller().says()).allMatch(word -> word.startsWith("BYE"));
  }

  /// Cannot wait.
  private static final class Failing implements Driver {
    @Override
    public void output() {}

    @Override
    public void waiting(int more) {
      throw new StackOverflowError();
    }
  }

  /// Somebody else brings whole items only.
  @Test
  void noPartOfItIsCarried() throws Exception {
    pair.run();
    List<Integer> asked = new ArrayList<>();
    pair.controller().mux().drivenBy(new Carrying(asked));
    byte[] head = new byte[500];
    assertThat(channel.lend(head, new byte[500], LONG)).isEqualTo(Offer.TAKEN);
    byte[] said = pair.controller().said(4096);
    assertThat(channel.trySend(new byte[501])).isEqualTo(Offer.TAKEN);
    pair.controller().said(4096);
    assertThat(asked).containsExactly(501);
    pair.agent().mux().received(ByteBuffer.wrap(said));
    assertThat(came()).extracting(Payload::size).containsExactly(1000);
  }

  private record Carrying(List<Integer> asked) implements Driver {
    @Override
    public void output() {}

    @Override
    public boolean carries(ByteBuffer item) {
      asked.add(item.remaining());
      return false;
    }
  }

  /// Two ends that send long items before they read any would wait for ever.
  @Test
  void itIsLentForAMomentOnly() throws Exception {
    pair.run();
    byte[] sent = body.clone();
    assertThat(channel.lend(HEAD, body, LONG)).isEqualTo(Offer.TAKEN);
    Arrays.fill(body, (byte) 7);
    pair.run();
    assertThat(came().get(0).toBytes()).isEqualTo(whole(sent));
  }

  // --- the end

  @ParameterizedTest
  @EnumSource
  void whoLendsHearsOfTheEnd(Left left) throws Exception {
    pair.run();
    try (Background lending = new Background(this::lend)) {
      lending.awaitWaiting();
      left.of(pair.controller());
      new Raw().close(1).to(pair.controller());
      assertThat(lending.result()).isEqualTo(Offer.TAKEN);
    }
    assertThat(channel.lend(HEAD, body, LONG)).isEqualTo(Offer.ENDED);
    pair.controller().says();
    assertThat(channel.mux().awaitSent(Duration.ZERO)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoLendsHearsThatItIsAbandonedOrLost(boolean abandoned) throws Exception {
    pair.run();
    try (Background lending = new Background(this::lend)) {
      lending.awaitWaiting();
      if (abandoned) {
        channel.abandon(new byte[0]);
      } else {
        channel.mux().inputEnded();
      }
      assertThat(lending.result()).isEqualTo(Offer.TAKEN);
    }
    pair.run();
    assertThat(came()).isEmpty();
  }

  @Test
  void whoIsInterruptedBeforeItBeginsHasSentNothing() throws Exception {
    pair.run();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> channel.lend(HEAD, body, LONG));
    pair.run();
    assertThat(came()).isEmpty();
  }

  // --- sizes

  @Test
  void bothPartsCountForTheLargest() throws Exception {
    MuxPair small = smallAgent();
    Channel known = small.open("x", heard);
    small.run();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> known.lend(HEAD, new byte[MIB - 2], LONG))
        .withMessageContaining("item of 1048577 bytes");
    assertThat(known.send(HEAD, new byte[MIB - 3], LONG)).isEqualTo(Offer.TAKEN);
  }

  @ParameterizedTest
  @CsvSource({"3, true", "2, false"})
  void bothPartsCountBeforeTheOtherEndIsKnown(int less, boolean fits) throws Exception {
    MuxPair small = smallAgent();
    Channel early = small.controller().mux().open(2, ByteBuffer.allocate(0), heard);
    small.controller().said(4096); // OPEN, and nothing comes back
    assertThat(early.send(HEAD, new byte[MIB - less], LONG)).isEqualTo(Offer.TAKEN);
    Raw.hello().to(small.controller());
    assertThat(heard.take()).hasSize(fits ? 0 : 1);
  }

  private static MuxPair smallAgent() {
    return new MuxPair(
        Settings.of(Settings.Side.CONTROLLER),
        Settings.of(Settings.Side.AGENT).withLargestItem(MIB));
  }
}
