package dev.muster.session.agent;

import static dev.muster.session.agent.RawAgent.CLOSE;
import static dev.muster.session.agent.RawAgent.CREDIT;
import static dev.muster.session.agent.RawAgent.EOF;
import static dev.muster.session.agent.RawAgent.ITEM;
import static dev.muster.session.agent.RawAgent.MORE;
import static dev.muster.session.agent.RawAgent.OFFER;
import static dev.muster.session.agent.RawAgent.OPEN;
import static dev.muster.session.agent.RawAgent.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.call.PushedClass;
import dev.muster.call.Taken;
import dev.muster.model.Failure;
import dev.muster.model.StdStream;
import dev.muster.session.agent.RawAgent.Frame;
import dev.muster.wire.remote.Function0;
import dev.muster.wire.start.Launch;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How classes come to an agent: by whoever serves its connection, and no thread waits.
@Timeout(60)
class PushesTest {

  private static final class Unheard implements AgentLink.Owner {
    @Override
    public void printed(StdStream stream, byte[] bytes, Runnable credit) {
      credit.run();
    }

    @Override
    public void logged(LogLine line) {}

    @Override
    public void over(AgentLink link, Failure why) {}
  }

  private final RawAgent agent = new RawAgent();
  private final AgentLink link = new AgentLink("target", agent, new Unheard());
  private final List<byte[]> came = new ArrayList<>();
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean ended;

  /// A function that needs some hundred classes, more than may wait to be sent at once.
  private static Prepared large() {
    Function0<String> function = () -> Assertions.assertThat("x").toString();
    return Prepared.of(Taken.apart(function), List.of(), Duration.ofSeconds(30));
  }

  private PendingCall call(Prepared function) {
    link.start(Launch.Settings.standard());
    PendingCall pending = link.call(function, OutputSink.none());
    agent.ready().hello();
    agent.await(OPEN, OFFER);
    return pending;
  }

  /// Says which classes it lacks.
  private void lacks(int... places) {
    agent.item(OFFER, value(places));
  }

  /// Takes what has come, and returns how many bytes that were.
  private int collect() {
    int bytes = 0;
    for (Frame frame : agent.heard()) {
      assertThat(frame.channel()).isEqualTo(OFFER);
      bytes += frame.payload().length;
      ended |= frame.type() == EOF;
      if (frame.type() == MORE || frame.type() == ITEM) {
        begun.writeBytes(frame.payload());
      }
      if (frame.type() == ITEM) {
        came.add(begun.toByteArray());
        begun.reset();
      }
    }
    return bytes;
  }

  /// Takes what has come, and returns whether that was all.
  ///
  /// @param credited whether more may come
  private boolean take(boolean credited) {
    int bytes = collect();
    if (credited && bytes > 0) {
      agent.number(CREDIT, OFFER, bytes);
    }
    assertThat(ended || bytes > 0).as("something came").isTrue();
    return ended;
  }

  private static byte[] bytes(PushedClass file) {
    byte[] bytes = new byte[file.size()];
    file.bytes().get(bytes);
    return bytes;
  }

  @Test
  void moreThanMayWaitIsSentAsThereIsRoom() {
    Prepared function = large();
    List<PushedClass> classes = function.closure().classes();
    assertThat(function.closure().size()).isGreaterThan(1 << 20);
    PendingCall pending = call(function);
    lacks(IntStream.range(0, classes.size()).toArray());
    while (!take(true)) {
      assertThat(came).hasSizeLessThanOrEqualTo(classes.size());
    }
    assertThat(came).containsExactlyElementsOf(classes.stream().map(PushesTest::bytes).toList());
    assertThat(pending.mayHaveRun()).isFalse();
    agent.frame(CLOSE, OFFER);
    assertThat(agent.await(OPEN, RawAgent.CALL)).isNotNull();
    assertThat(pending.mayHaveRun()).isTrue();
  }

  /// One thread reads the connection and another writes it, as with pipes: who hears of room goes
  /// on where the queue was full for the other.
  @RepeatedTest(20)
  void whoReadsAndWhoWritesSendInTurn() throws Exception {
    Prepared function = large();
    List<PushedClass> classes = function.closure().classes();
    var _ = call(function);
    BlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
    FutureTask<Boolean> writer =
        new FutureTask<>(() -> {
          while (!ended) {
            int bytes = collect();
            if (bytes > 0) {
              taken.add(bytes);
            }
          }
          return taken.add(0);
        });
    Thread.ofPlatform().daemon().start(writer);
    lacks(IntStream.range(0, classes.size()).toArray());
    for (int bytes = taken.take(); bytes > 0; bytes = taken.take()) {
      agent.number(CREDIT, OFFER, bytes);
    }
    assertThat(writer.get()).isTrue();
    assertThat(came).containsExactlyElementsOf(classes.stream().map(PushesTest::bytes).toList());
  }

  @Test
  void onlyWhatIsLackingIsSent() {
    Prepared function = large();
    List<PushedClass> classes = function.closure().classes();
    var _ = call(function);
    lacks(1, classes.size() - 1);
    assertThat(take(true)).isTrue();
    assertThat(came).containsExactly(bytes(classes.get(1)), bytes(classes.getLast()));
  }

  /// The classes that were not sent are not, and the call ends with what the agent says.
  @Test
  void aRefusalInBetweenEndsIt() throws Exception {
    Prepared function = large();
    PendingCall pending = call(function);
    lacks(IntStream.range(0, function.closure().classes().size()).toArray());
    assertThat(take(false)).isFalse();
    agent.frame(CLOSE, OFFER, value("full"));
    assertThat(pending.answer().get().toString()).contains("classes were refused");
    assertThat(came).hasSizeLessThan(function.closure().classes().size());
  }

  @Test
  void theEndOfTheConnectionInBetweenEndsIt() throws Exception {
    Prepared function = large();
    PendingCall pending = call(function);
    lacks(IntStream.range(0, function.closure().classes().size()).toArray());
    assertThat(take(false)).isFalse();
    agent.listener().ended("killed by KILL");
    assertThat(pending.answer().get().toString()).contains("killed by KILL");
  }
}
