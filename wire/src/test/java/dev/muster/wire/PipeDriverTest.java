package dev.muster.wire;

import static dev.muster.wire.PipePair.LONG;
import static dev.muster.wire.PipePair.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Threads over pipes of every kind.
@Timeout(120)
class PipeDriverTest {

  @ParameterizedTest
  @EnumSource
  void callsAreAnswered(PipeKind kind) throws Exception {
    try (PipePair pair = PipePair.of(kind)) {
      for (int i = 0; i < 500; i++) {
        assertThat(pair.call(2 + i % 2, "call " + i)).isEqualTo("call " + i);
      }
      assertThat(pair.call(Answers.CALL, "x".repeat(100_000))).isEqualTo("[100000]");
    }
  }

  /// Two ends that wait for each other: the job that asks reads the answer itself, or has it read.
  @ParameterizedTest
  @EnumSource
  void aCallMayAskBack(PipeKind kind) throws Exception {
    Pipe[] ends = kind.pair(64 << 10);
    try (PipePair pair = new PipePair(ends[0], ends[1])) {
      pair.here()
          .accepting(accepted -> {
            accepted
                .channel()
                .sendAndClose(("asked " + accepted.header()).getBytes(StandardCharsets.UTF_8));
            return accepted.heard();
          });
      for (int i = 0; i < 100; i++) {
        assertThat(pair.call(Answers.ASK, "" + i)).isEqualTo("asked " + i);
      }
    }
  }

  /// X9: threads that send on one connection lose nothing, each channel keeps its order, and so
  /// does each thread on a channel that they share.
  @ParameterizedTest
  @EnumSource
  void manyThreadsLoseNothing(PipeKind kind) throws Exception {
    int threads = 6;
    int items = 3000;
    try (PipePair pair = PipePair.of(kind);
        ExecutorService all = Executors.newCachedThreadPool()) {
      Inbox shared = new Inbox();
      Channel echo = pair.mux().open(Answers.ECHO, ByteBuffer.allocate(0), shared);
      List<Future<Void>> work = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        work.add(all.submit(sending(echo, thread, items)));
        work.add(all.submit(echoing(pair, items)));
        work.add(all.submit(calling(pair, items / 10)));
      }
      int[] next = new int[threads];
      for (int i = 0; i < threads * items; i++) {
        Received received = shared.receive(LONG);
        assertThat(received).isInstanceOf(Received.Item.class);
        ByteBuffer item = ByteBuffer.wrap(((Received.Item) received).bytes().toBytes());
        assertThat(item.getInt(4)).isEqualTo(next[item.getInt(0)]++);
      }
      for (Future<Void> one : work) {
        one.get();
      }
      echo.finish();
      assertThat(shared.receive(LONG)).isInstanceOf(Received.Ended.class);
      assertThat(next).containsOnly(items);
    }
  }

  private static Callable<Void> sending(Channel channel, int thread, int items) {
    return () -> {
      for (int i = 0; i < items; i++) {
        ByteBuffer item = ByteBuffer.allocate(8).putInt(thread).putInt(i).flip();
        assertThat(channel.send(item, LONG)).isEqualTo(Offer.TAKEN);
      }
      return null;
    };
  }

  private static Callable<Void> echoing(PipePair pair, int items) {
    return () -> {
      Inbox inbox = new Inbox();
      Channel channel = pair.mux().open(Answers.ECHO, ByteBuffer.allocate(0), inbox);
      int sent = 0;
      for (int i = 0; i < items; i++) {
        while (sent < items && sent < i + 100) {
          assertThat(channel.send(("" + sent++).getBytes(StandardCharsets.UTF_8), LONG))
              .isEqualTo(Offer.TAKEN);
        }
        assertThat(said(inbox.receive(LONG))).isEqualTo("" + i);
      }
      channel.close();
      return null;
    };
  }

  private static Callable<Void> calling(PipePair pair, int calls) {
    return () -> {
      for (int i = 0; i < calls; i++) {
        String text = Thread.currentThread().getName() + " " + i;
        assertThat(pair.call(2 + i % 2, text)).isEqualTo(text);
      }
      return null;
    };
  }

  /// A job that keeps the thread which read it keeps nobody else.
  @ParameterizedTest
  @EnumSource
  void aJobThatHangsKeepsNobody(PipeKind kind) throws Exception {
    try (PipePair pair = PipePair.of(kind)) {
      for (int i = 0; i < 5; i++) {
        pair.mux().open(Answers.HANG, ByteBuffer.allocate(0), new Heard());
        assertThat(pair.call(Answers.HANDED_CALL, "call " + i)).isEqualTo("call " + i);
      }
    }
  }

  /// What comes while nobody waits is read all the same.
  @ParameterizedTest
  @EnumSource
  void whatNobodyWaitsForIsRead(PipeKind kind) throws Exception {
    try (PipePair pair = PipePair.of(kind)) {
      for (int i = 0; i < 20; i++) {
        assertThat(pair.call(Answers.HANDED_CALL, "x")).isEqualTo("x");
        Heard heard = new Heard();
        pair.mux().open(Answers.HANDED_CALL, Heard.bytes("y"), heard);
        heard.await(2);
        assertThat(heard.take()).containsExactly("y", "closed");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsWaitsNoLongerThanItsLimit(PipeKind kind) throws Exception {
    try (PipePair pair = PipePair.of(kind)) {
      for (int i = 0; i < 5; i++) {
        assertThat(pair.call(Answers.HANDED_CALL, "x")).isEqualTo("x");
        Inbox inbox = new Inbox();
        pair.mux().open(Answers.HANG, ByteBuffer.allocate(0), inbox);
        long before = System.nanoTime();
        assertThat(inbox.receive(Duration.ofMillis(30))).isInstanceOf(Received.Nothing.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .isBetween(Duration.ofMillis(30), Duration.ofSeconds(10));
      }
      assertThat(pair.call(Answers.CALL, "still")).isEqualTo("still");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsCanBeInterruptedAndNothingElseIs(PipeKind kind) throws Exception {
    try (PipePair pair = PipePair.of(kind)) {
      for (int i = 0; i < 5; i++) {
        assertThat(pair.call(Answers.HANDED_CALL, "x")).isEqualTo("x");
        Inbox inbox = new Inbox();
        pair.mux().open(Answers.HANG, ByteBuffer.allocate(0), inbox);
        try (Background waiting = new Background(() -> inbox.receive(LONG))) {
          waiting.awaitWaiting();
          waiting.interrupt();
          assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        }
      }
      assertThat(pair.call(Answers.CALL, "still")).isEqualTo("still");
    }
  }

  @Test
  void anInterruptBeforeIsFoundFirst() throws Exception {
    try (PipePair pair = PipePair.of(PipeKind.FILE)) {
      Inbox inbox = new Inbox();
      Channel channel = pair.mux().open(Answers.CALL, Heard.bytes("x"), inbox);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> inbox.receive(LONG));
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> channel.send(new byte[1], LONG));
      assertThat(said(inbox.receive(LONG))).isEqualTo("x");
    }
  }

  @Test
  void aVirtualThreadIsWoken() throws Exception {
    try (PipePair pair = PipePair.of(PipeKind.FILE);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(virtual.submit(calling(pair, 50)));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
  }

  // --- ends

  /// A peer that has stopped makes nobody wait: neither who sends nor who closes.
  @ParameterizedTest
  @EnumSource
  void aPeerThatHasStoppedMakesNobodyWait(PipeKind kind) throws Exception {
    Pipe[] ends = kind.pair(10_000);
    ends[1].write(ByteBuffer.wrap(Raw.hello().bytes()));
    Peer controller = Peer.of(Settings.Side.CONTROLLER);
    PipeDriver driver = PipeDriver.start(controller.mux(), ends[0], "near");
    Heard heard = new Heard();
    Channel channel = controller.mux().open(2, ByteBuffer.allocate(0), heard);
    Offer offer = Offer.TAKEN;
    while (offer == Offer.TAKEN) {
      offer = channel.send(new byte[1000], Duration.ofMillis(20));
    }
    assertThat(offer).isEqualTo(Offer.FULL);
    for (int i = 0; i < 100; i++) {
      controller.mux().open(2, ByteBuffer.allocate(10), heard);
      controller.mux().ping(i);
    }
    assertThat(controller.mux().awaitSent(Duration.ofMillis(1))).isFalse();
    driver.close(Duration.ofMillis(50));
    assertThat(driver.awaitEnd(LONG)).isTrue();
    assertThat(heard.take())
        .hasSize(101)
        .containsOnly("lost: was told that the connection is over");
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfThePipeIsHeardByWhoWaits(PipeKind kind) throws Exception {
    try (PipePair pair = PipePair.of(kind)) {
      assertThat(pair.call(Answers.HANDED_CALL, "x")).isEqualTo("x");
      Inbox inbox = new Inbox();
      pair.mux().open(Answers.HANG, ByteBuffer.allocate(0), inbox);
      try (Background waiting = new Background(() -> inbox.receive(LONG))) {
        waiting.awaitWaiting();
        pair.farDriver().close(Duration.ZERO);
        assertThat(waiting.result()).isInstanceOf(Received.Ended.class);
      }
      assertThat(pair.driver().awaitEnd(LONG)).isTrue();
      assertThat(pair.mux().end()).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void byeIsWrittenBeforeThePipeIsClosed(PipeKind kind) throws Exception {
    for (int i = 0; i < 25; i++) {
      try (PipePair pair = PipePair.of(kind)) {
        assertThat(pair.call(Answers.CALL, "x")).isEqualTo("x");
        pair.there().bye("done".getBytes(StandardCharsets.UTF_8));
        assertThat(pair.farDriver().awaitEnd(LONG)).isTrue();
        assertThat(pair.driver().awaitEnd(LONG)).isTrue();
        assertThat(pair.mux().end()).get().isInstanceOf(MuxEnd.Bye.class);
      }
    }
  }

  /// What comes meanwhile wakes the writing thread, which must not close what another one is
  /// writing the BYE to.
  @ParameterizedTest
  @EnumSource
  void byeIsWrittenWhileMuchComes(PipeKind kind) throws Exception {
    for (int i = 0; i < 25; i++) {
      try (PipePair pair = PipePair.of(kind)) {
        Channel sink = pair.mux().open(Answers.SINK, ByteBuffer.allocate(0), new Heard());
        try (Background sending = new Background(() -> sendUntilItEnds(sink))) {
          assertThat(pair.call(Answers.CALL, "x")).isEqualTo("x");
          pair.there().bye("done".getBytes(StandardCharsets.UTF_8));
          assertThat(sending.result()).isEqualTo(Offer.ENDED);
        }
        assertThat(pair.driver().awaitEnd(LONG)).isTrue();
        assertThat(pair.mux().end()).get().isInstanceOf(MuxEnd.Bye.class);
      }
    }
  }

  private static Offer sendUntilItEnds(Channel channel) throws InterruptedException {
    byte[] item = new byte[3000];
    Offer offer = channel.send(item, LONG);
    while (offer != Offer.ENDED) {
      offer = channel.send(item, LONG);
    }
    return offer;
  }

  @Test
  void closingWhenInterruptedClosesAtOnceAndStaysInterrupted() throws Exception {
    try (PipePair pair = PipePair.of(PipeKind.FILE)) {
      Thread.currentThread().interrupt();
      pair.driver().close(LONG);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(pair.driver().awaitEnd(LONG)).isTrue();
    }
  }

  @Test
  void aHandlerThatFailsEndsTheConnectionOnly() throws Exception {
    try (PipePair pair = PipePair.of(PipeKind.FILE)) {
      Inbox inbox = new Inbox();
      pair.mux()
          .open(
              Answers.CALL,
              Heard.bytes("x"),
              new ChannelHandler() {
                @Override
                public void item(Channel channel, Payload item) {
                  throw new IllegalStateException("no idea");
                }

                @Override
                public void closed(Channel channel, ChannelEnd end) {
                  inbox.closed(channel, end);
                }
              });
      Received received = inbox.receive(LONG);
      assertThat(received)
          .isInstanceOf(Received.Ended.class)
          .asString()
          .contains("a handler failed");
      assertThat(pair.driver().awaitEnd(LONG)).isTrue();
    }
  }
}
