package dev.muster.fan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Failure;
import dev.muster.model.Failure.TimedOut;
import dev.muster.model.Failure.TimedOut.Scope;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.model.Progress;
import dev.muster.model.RunOptions;
import dev.muster.model.StdStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FanOutTest {

  /// Notes what it is told; fails on a second end of a host, and on anything after the end of all.
  private static final class Notes implements Sink {

    private final Map<Integer, WorkEnd> ends = new TreeMap<>();
    private final Map<Integer, Long> took = new TreeMap<>();
    private final List<String> printed = new ArrayList<>();
    private int overs;
    private boolean full;

    @Override
    public void output(HostTask task, Work work, StdStream stream, byte[] bytes) {
      assertThat(ends).doesNotContainKey(task.rank());
      printed.add(task.host());
    }

    @Override
    public void ended(HostTask task, long tookNanos, WorkEnd end) {
      assertThat(overs).isZero();
      assertThat(ends.put(task.rank(), end)).isNull();
      took.put(task.rank(), tookNanos / 1_000_000);
    }

    @Override
    public void over() {
      overs++;
    }

    @Override
    public boolean full() {
      return full;
    }

    private Failure why(int rank) {
      if (ends.get(rank) instanceof WorkEnd.Failed failed) {
        return failed.why();
      }
      throw new AssertionError("host " + rank + " ended as " + ends.get(rank));
    }
  }

  private final FakeEngine engine = new FakeEngine();
  private final Notes notes = new Notes();

  private static RunOptions options(int fanOut) {
    return RunOptions.standard()
        .withFanOut(fanOut)
        .withTimeout(Duration.ofSeconds(10))
        .withDeadline(Duration.ofSeconds(100))
        .withGrace(Duration.ofSeconds(2));
  }

  private FanOut fan(int hosts, RunOptions options) {
    return new FanOut(FakeEngine.tasks(hosts), options, engine, notes);
  }

  @Test
  void runsEveryHostOnceWithinTheLimit() {
    engine.onBegin(work -> {});
    FanOut fan = fan(10, options(3));
    fan.start();
    for (int rank = 0; rank < 10; rank++) {
      engine.work(rank).exit(0);
    }
    assertThat(engine.begun()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(engine.mostOpen()).isEqualTo(3);
    assertThat(notes.ends).hasSize(10).containsValue(new WorkEnd.Exited(0));
    assertThat(notes.overs).isEqualTo(1);
    assertThat(fan.progress().ok()).isEqualTo(10);
    assertThat(engine.alarmsLeft()).as("alarms left behind").isZero();
  }

  /// Hosts that are over before they are begun must not begin the next one from within.
  @Test
  void doesNotRecurseWhenHostsEndAtOnce() {
    engine.onBegin(work -> work.fail(false));
    fan(100_000, options(5)).start();
    assertThat(notes.ends).hasSize(100_000);
    assertThat(notes.overs).isEqualTo(1);
  }

  @Test
  void setsFewAlarmsHoweverManyHosts() {
    engine.onBegin(work -> work.exit(0));
    fan(10_000, options(100)).start();
    assertThat(engine.alarmsSet()).isLessThan(3);
  }

  @Test
  void ofNoHostsIsOverAtOnce() {
    fan(0, options(1)).start();
    assertThat(notes.overs).isEqualTo(1);
  }

  @Test
  void oneHungHostCostsTheOthersNothing() {
    engine.deaf();
    FanOut fan = fan(501, options(50));
    fan.start();
    engine.work(7).at(Phase.KEY_EXCHANGE);
    for (int rank = 0; rank < 501; rank++) {
      if (rank != 7) {
        engine.work(rank).exit(0);
      }
    }
    assertThat(notes.ends).hasSize(500);
    assertThat(notes.took.values()).containsOnly(0L);
    assertThat(fan.slowest()).map(HostTask::host).hasValue("h7");
    assertThat(notes.overs).isZero();
    engine.advance(Duration.ofSeconds(14));
    assertThat(notes.why(7))
        .isEqualTo(new TimedOut(Phase.KEY_EXCHANGE, "h7:22", Duration.ofSeconds(10), Scope.HOST));
    assertThat(notes.ends.get(7))
        .isInstanceOfSatisfying(
            WorkEnd.Failed.class, end -> assertThat(end.mayHaveRun()).isFalse());
    assertThat(engine.work(7).asks()).isEqualTo(1);
    assertThat(engine.work(7).drops()).isEqualTo(1);
    assertThat(notes.overs).isEqualTo(1);
  }

  @Test
  void aHostThatWasRunningMayHaveRun() {
    fan(1, options(1)).start();
    engine.work(0).at(Phase.RUN);
    engine.advance(Duration.ofSeconds(10));
    assertThat(notes.ends.get(0))
        .isInstanceOfSatisfying(WorkEnd.Failed.class, end -> assertThat(end.mayHaveRun()).isTrue());
    assertThat(notes.took).containsEntry(0, 10_000L);
    assertThat(engine.work(0).drops()).as("it obeyed").isZero();
  }

  @Test
  void theDeadlineEndsWhoRunsAndSkipsWhoWaits() {
    RunOptions options = options(1).withDeadline(Duration.ofSeconds(5));
    fan(3, options).start();
    engine.work(0).at(Phase.RUN);
    engine.advance(Duration.ofSeconds(5));
    Duration limit = Duration.ofSeconds(5);
    assertThat(notes.why(0)).isEqualTo(new TimedOut(Phase.RUN, "h0:22", limit, Scope.RUN));
    assertThat(notes.why(1)).isEqualTo(new TimedOut(Phase.WAIT, "h1:22", limit, Scope.RUN));
    assertThat(notes.took).containsEntry(2, 0L);
    assertThat(engine.begun()).containsExactly(0);
    assertThat(notes.overs).isEqualTo(1);
  }

  @Test
  void cancelGoesDownTheLadder() {
    engine.deaf();
    FanOut fan = fan(3, options(2));
    fan.start();
    engine.work(0).at(Phase.RUN);
    fan.cancel();
    assertThat(notes.why(2)).isEqualTo(new Failure.Cancelled(Phase.WAIT, "h2:22"));
    assertThat(engine.work(0).asks()).isEqualTo(1);
    engine.advance(Duration.ofMillis(1999));
    assertThat(engine.work(0).drops()).isZero();
    engine.advance(Duration.ofMillis(1));
    assertThat(engine.work(0).drops()).isEqualTo(1);
    assertThat(notes.overs).isZero();
    engine.advance(Duration.ofSeconds(2));
    assertThat(notes.overs).as("over by twice the grace").isEqualTo(1);
    assertThat(notes.why(0)).isEqualTo(new Failure.Cancelled(Phase.RUN, "h0:22"));
    fan.cancel();
    engine.work(0).exit(0);
    assertThat(notes.overs).as("what comes later changes nothing").isEqualTo(1);
  }

  /// U6: one host goes down the ladder, one that waits is skipped, and the others go on.
  @Test
  void oneHostIsStopped() {
    engine.deaf();
    List<HostTask> tasks = FakeEngine.tasks(4);
    FanOut fan = new FanOut(tasks, options(2), engine, notes);
    fan.start();
    engine.work(0).at(Phase.RUN);
    fan.cancel(tasks.get(2));
    assertThat(notes.why(2)).isEqualTo(new Failure.Cancelled(Phase.WAIT, "h2:22"));
    fan.cancel(tasks.get(0));
    fan.cancel(tasks.get(0));
    assertThat(engine.work(0).asks()).isEqualTo(1);
    engine.advance(Duration.ofSeconds(4));
    assertThat(engine.work(0).drops()).isEqualTo(1);
    assertThat(notes.why(0)).isEqualTo(new Failure.Cancelled(Phase.RUN, "h0:22"));
    assertThat(engine.work(1).asks()).isZero();
    assertThat(engine.begun()).containsExactly(0, 1, 3);
    engine.work(1).exit(0);
    engine.work(3).exit(0);
    assertThat(notes.overs).isEqualTo(1);
    fan.cancel(tasks.get(1));
    assertThat(fan.progress()).isEqualTo(new Progress(0, 0, 2, 2));
  }

  @Test
  void killWaitsForNobody() {
    engine.deaf();
    FanOut fan = fan(3, options(2));
    fan.start();
    fan.kill();
    assertThat(notes.overs).isEqualTo(1);
    assertThat(engine.work(0).drops()).isEqualTo(1);
    assertThat(engine.work(1).drops()).isEqualTo(1);
  }

  @Test
  void aHostThatIsStoppedWhileItIsBegunIsAskedOnceItIs() {
    FanOut[] fan = new FanOut[1];
    engine.onBegin(_ -> fan[0].cancel());
    fan[0] = fan(1, options(1));
    fan[0].start();
    assertThat(engine.work(0).asks()).isEqualTo(1);
    assertThat(notes.overs).isEqualTo(1);
  }

  @Test
  void beginsAtTheRateThatIsAllowed() {
    engine.onBegin(work -> work.exit(0));
    fan(25, options(25).withConnectRate(10)).start();
    assertThat(engine.begun()).hasSize(1);
    engine.advance(Duration.ofSeconds(1));
    assertThat(engine.begun()).hasSize(11);
    engine.advance(Duration.ofMillis(1400));
    assertThat(engine.begun()).hasSize(25);
    assertThat(notes.overs).isEqualTo(1);
  }

  @Test
  void waitsForTheReaderBeforeMoreHostsBegin() {
    notes.full = true;
    FanOut fan = fan(3, options(2));
    fan.start();
    assertThat(engine.begun()).isEmpty();
    notes.full = false;
    fan.poke();
    assertThat(engine.begun()).containsExactly(0, 1);
  }

  @Test
  void passesOutputOnUntilTheHostIsOver() {
    engine.deaf();
    FanOut fan = fan(1, options(1));
    fan.start();
    engine.work(0).print("a");
    fan.kill();
    engine.work(0).print("late");
    assertThat(notes.printed).containsExactly("h0");
    assertThat(engine.work(0).consumedBytes()).as("credit for what nobody wants").isEqualTo(4);
  }

  @Test
  void countsHosts() {
    FanOut fan = fan(5, options(2));
    fan.start();
    engine.work(0).exit(0);
    engine.work(1).exit(3);
    assertThat(fan.progress().toString())
        .isEqualTo("Progress[waiting=1, running=2, ok=1, failed=1]");
  }
}
