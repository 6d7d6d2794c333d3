package dev.muster.wire;

import static dev.muster.wire.PipePair.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A pipe that breaks at each of its readings and writings in turn, on either side: whoever waits
/// hears of it, an answer is right or there is none, and no thread is left.
@Timeout(120)
class PipeFaultsTest {

  private static List<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (FaultyPipe.Fault fault : FaultyPipe.Fault.values()) {
      for (PipeKind kind : PipeKind.values()) {
        all.add(Arguments.of(fault, true, kind));
        all.add(Arguments.of(fault, false, kind));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFaultIsHeard(FaultyPipe.Fault fault, boolean near, PipeKind kind) throws Exception {
    boolean failed = true;
    int at = 0;
    while (failed) {
      at++;
      assertThat(at).as("it comes to an end").isLessThan(500);
      Pipe[] ends = kind.pair(20_000);
      FaultyPipe faulty = new FaultyPipe(ends[near ? 0 : 1], fault, at);
      boolean whole;
      try (PipePair pair = near ? new PipePair(faulty, ends[1]) : new PipePair(ends[0], faulty)) {
        whole = converse(pair.mux());
        if (!whole) {
          assertThat(pair.mux().end()).as("fault %d", at).isPresent();
        }
        failed = faulty.hasFailed();
      }
      assertThat(whole || failed).as("without a fault all goes well").isTrue();
    }
    assertThat(at).as("so many faults and one more").isGreaterThan(5);
  }

  /// Returns whether all of it went well.
  private static boolean converse(Mux mux) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      Inbox inbox = new Inbox();
      mux.open(2 + i % 2, Heard.bytes("call " + i), inbox);
      Received received = inbox.receive(LONG);
      if (received instanceof Received.Ended) {
        return false;
      }
      assertThat(PipePair.said(received)).isEqualTo("call " + i);
    }
    Inbox inbox = new Inbox();
    Channel echo = mux.open(Answers.ECHO, ByteBuffer.allocate(0), inbox);
    for (int i = 0; i < 3; i++) {
      byte[] item = new byte[30_000];
      item[i] = 1;
      if (echo.send(item, LONG) == Offer.ENDED
          || !(inbox.receive(LONG) instanceof Received.Item back)) {
        return false;
      }
      assertThat(back.bytes().toBytes()).isEqualTo(item);
    }
    echo.finish();
    return inbox.receive(LONG) instanceof Received.Ended ended
        && ended.how() instanceof ChannelEnd.Closed;
  }
}
