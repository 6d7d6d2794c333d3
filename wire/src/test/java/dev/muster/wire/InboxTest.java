package dev.muster.wire;

import static dev.muster.wire.PipePair.LONG;
import static dev.muster.wire.PipePair.said;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

  private static final Duration NO_TIME = Duration.ZERO;

  private final Inbox inbox = new Inbox();
  private final MuxPair pair = MuxPair.withWindow(2000);
  private final Channel channel = pair.controller().mux().open(2, Heard.bytes("x"), inbox);
  private final Channel there = pair.run().agent().accepted().channel();

  /// X1: the end is said again and again, and only after what came before it.
  @Test
  void itemsComeBeforeTheEndWhichIsSaidAsOftenAsItIsAskedFor() throws Exception {
    there.trySend("one".getBytes(UTF_8));
    there.trySend(new byte[0]);
    there.finish();
    pair.run();
    assertThat(said(inbox.receive(NO_TIME))).isEqualTo("one");
    assertThat(said(inbox.receive(NO_TIME))).isEmpty();
    assertThat(inbox.receive(NO_TIME)).isInstanceOf(Received.Eof.class);
    assertThat(inbox.receive(LONG)).isInstanceOf(Received.Eof.class);
    there.close("why".getBytes(UTF_8));
    pair.run();
    for (int i = 0; i < 3; i++) {
      Received received = inbox.receive(LONG);
      assertThat(received).isInstanceOf(Received.Ended.class);
      ChannelEnd how = ((Received.Ended) received).how();
      assertThat(Heard.shown(((ChannelEnd.Closed) how).failure())).isEqualTo("why");
    }
  }

  @Test
  void aFailureAfterItemsKeepsThem() throws Exception {
    there.trySend("one".getBytes(UTF_8));
    there.close("why".getBytes(UTF_8));
    pair.run();
    assertThat(said(inbox.receive(NO_TIME))).isEqualTo("one");
    assertThat(inbox.receive(NO_TIME)).isInstanceOf(Received.Ended.class);
  }

  /// X1: nothing in time, and then success.
  @Test
  void aWaitThatTookTooLongSpoilsNothing() throws Exception {
    assertThat(inbox.receive(NO_TIME)).isInstanceOf(Received.Nothing.class);
    assertThat(inbox.receive(Duration.ofMillis(2))).isInstanceOf(Received.Nothing.class);
    there.trySend("late".getBytes(UTF_8));
    pair.run();
    assertThat(said(inbox.receive(NO_TIME))).isEqualTo("late");
  }

  @Test
  void whatIsTakenGivesWindowBack() throws Exception {
    for (int i = 0; i < 5; i++) {
      there.trySend(new byte[436]); // which costs 500
    }
    pair.run();
    for (int i = 0; i < 2; i++) {
      inbox.receive(NO_TIME);
    }
    pair.run();
    for (int i = 0; i < 3; i++) {
      assertThat(inbox.receive(NO_TIME)).isInstanceOf(Received.Item.class);
    }
    assertThat(inbox.receive(NO_TIME)).isInstanceOf(Received.Nothing.class);
  }

  @Test
  void manyMayWaitAndEachItemIsTakenOnce() throws Exception {
    List<Background> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Background one = new Background(() -> said(inbox.receive(LONG)));
      one.awaitWaiting();
      waiting.add(one);
    }
    there.trySend("a".getBytes(UTF_8));
    there.trySend("b".getBytes(UTF_8));
    there.trySend("c".getBytes(UTF_8));
    pair.run();
    List<Object> all = new ArrayList<>();
    for (Background one : waiting) {
      all.add(one.result());
      one.close();
    }
    assertThat(all).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void allWhoWaitHearOfTheEnd() throws Exception {
    try (Background one = new Background(() -> inbox.receive(LONG));
        Background two = new Background(() -> inbox.receive(LONG))) {
      one.awaitWaiting();
      two.awaitWaiting();
      pair.controller().mux().inputEnded();
      assertThat(one.result()).isInstanceOf(Received.Ended.class);
      assertThat(two.result()).isEqualTo(one.result());
    }
  }

  @Test
  void allWhoWaitHearThatWeClosed() throws Exception {
    try (Background waiting = new Background(() -> inbox.receive(LONG))) {
      waiting.awaitWaiting();
      assertThat(channel.close()).isTrue();
      inbox.closedHere();
      assertThat(waiting.result()).isEqualTo(new Received.Ended(new ChannelEnd.Here()));
    }
  }

  /// A thread that is interrupted when it was woken for an item leaves it to another.
  @Test
  void anInterruptLosesNoItem() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (Background one = new Background(() -> said(inbox.receive(LONG)));
          Background two = new Background(() -> said(inbox.receive(LONG)))) {
        one.awaitWaiting();
        two.awaitWaiting();
        Thread racing = new Thread(one::interrupt);
        racing.start();
        there.trySend(("" + i).getBytes(UTF_8));
        pair.run();
        racing.join();
        String got = interrupted(one);
        if (got.isEmpty()) {
          assertThat(two.result()).isEqualTo("" + i);
        } else {
          assertThat(got).isEqualTo("" + i);
          two.interrupt();
          assertThatExceptionOfType(InterruptedException.class).isThrownBy(two::result);
        }
      }
    }
  }

  private static String interrupted(Background waiting) throws Exception {
    try {
      return (String) waiting.result();
    } catch (InterruptedException e) {
      return "";
    }
  }

  @Test
  void anInboxThatBelongsToNothingYetIsEmpty() throws Exception {
    assertThat(new Inbox().receive(Duration.ofMillis(1))).isInstanceOf(Received.Nothing.class);
  }
}
