package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.fan.FakeEngine;
import dev.muster.model.Completed;
import dev.muster.model.Failure;
import dev.muster.model.Line;
import dev.muster.model.Output;
import dev.muster.model.OutputMode;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.StdStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTest {

  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeEngine engine = new FakeEngine();
  private int closed;

  private Run<Completed> run(int hosts, OutputMode mode) {
    return run(hosts, RunOptions.standard().withOutput(mode));
  }

  private Run<Completed> run(int hosts, RunOptions options) {
    Run<Completed> run =
        new Run<>(FakeEngine.tasks(hosts), options, Outcomes.ofCommand(), engine, () -> closed++);
    run.begin();
    return run;
  }

  /// Notes everything it hears in order.
  private static final class Heard implements RunListener<Completed> {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void line(Line line) {
      heard.add(line.toString());
    }

    @Override
    public void ended(Result<Completed> result) {
      heard.add(result.message());
    }
  }

  @Test
  void handsOutLinesAndThenTheEndOfEachHost() throws Exception {
    Run<Completed> run = run(2, OutputMode.LINES);
    Heard heard = new Heard();
    engine.work(1).print("b1\nb2");
    engine.work(0).print("a1\n");
    assertThat(run.next(heard, LONG)).isTrue();
    assertThat(heard.heard).containsExactly("h1: b1", "h0: a1");
    engine.work(1).exit(3);
    engine.work(0).exit(0);
    assertThat(run.next(heard, LONG)).isFalse();
    assertThat(heard.heard)
        .containsExactly("h1: b1", "h0: a1", "h1: b2", "h1: exited 3", "h0: exited 0");
    assertThat(run.await().results()).extracting(Result::host).containsExactly("h0", "h1");
    assertThat(closed).as("times its resources were closed").isEqualTo(1);
  }

  @Test
  void givesCreditBackOnlyWhenTheReaderIsDone() throws Exception {
    Run<Completed> run = run(1, OutputMode.LINES);
    engine.work(0).print("one\ntwo\n");
    assertThat(engine.work(0).consumedBytes()).isZero();
    assertThat(run.nextLine(LONG)).map(Line::text).hasValue("one");
    assertThat(engine.work(0).consumedBytes()).as("a line of the packet is left").isZero();
    assertThat(run.nextLine(LONG)).map(Line::text).hasValue("two");
    assertThat(run.nextLine(SOON)).isEmpty();
    assertThat(engine.work(0).consumedBytes()).isEqualTo(8);
    engine.work(0).exit(0);
    run.close();
  }

  /// D8, U4: hosts that have ended leave their output behind; no more of them begin until it is
  /// read.
  @Test
  void holdsHostsBackWhileTheReaderIsSlow() throws Exception {
    String flood = "x".repeat(999) + "\n";
    engine.onBegin(work -> {
      work.print(flood);
      work.exit(0);
    });
    RunOptions options =
        RunOptions.standard().withOutput(OutputMode.LINES).withFanOut(2).withOutputBytes(10_000);
    try (Run<Completed> run = run(1000, options)) {
      assertThat(engine.begun()).hasSize(10);
      int read = 0;
      int most = 0;
      while (run.nextLine(LONG).isPresent()) {
        read++;
        most = Math.max(most, engine.begun().size() - read);
      }
      assertThat(read).as("lines read, none lost").isEqualTo(1000);
      assertThat(most).as("hosts whose line is unread").isLessThanOrEqualTo(11);
    }
  }

  /// P4: stop reading at a time limit, and go on later without loss.
  @Test
  void goesOnReadingAfterATimeLimit() throws Exception {
    Run<Completed> run = run(1, OutputMode.LINES);
    engine.work(0).print("par");
    assertThat(run.nextLine(SOON)).isEmpty();
    assertThat(run.nextLine(Duration.ZERO)).isEmpty();
    engine.work(0).print("tial\n");
    assertThat(run.nextLine(LONG)).map(Line::text).hasValue("partial");
    run.close();
  }

  /// P4, U14: leaving a command that never ends.
  @Test
  void leavingEarlyEndsTheRest() {
    Run<Completed> run = run(1, OutputMode.LINES);
    engine.work(0).print("1\n2\n3\n");
    try (run) {
      assertThat(run.lines().limit(2).map(Line::text)).containsExactly("1", "2");
    }
    assertThat(engine.work(0).asks()).isEqualTo(1);
    assertThat(run.isOver()).isTrue();
    assertThat(run.results().getFirst().failure()).containsInstanceOf(Failure.Cancelled.class);
  }

  @Test
  void theStreamOfLinesEndsWithTheRun() {
    engine.onBegin(work -> {
      work.print("a\nb");
      work.exit(0);
    });
    assertThat(run(3, OutputMode.LINES).lines().map(Line::toString))
        .containsExactly("h0: a", "h0: b", "h1: a", "h1: b", "h2: a", "h2: b");
  }

  /// P3: a wait with a limit says who is finished and who is not; a later one gets the rest.
  @Test
  void aWaitWithALimitSaysWhoIsFinished() throws Exception {
    Run<Completed> run = run(3, OutputMode.CAPTURE);
    engine.work(1).exit(0);
    var snapshot = run.await(SOON);
    assertThat(snapshot.results()).extracting(Result::host).containsExactly("h1");
    assertThat(snapshot.pending()).containsExactly("h0", "h2");
    engine.work(0).exit(0);
    engine.work(2).exit(0);
    assertThat(run.await(SOON).pending()).isEmpty();
    assertThat(run.await().ok()).isTrue();
  }

  /// P5: the exit code is there whether or not the output was read.
  @Test
  void resultsDoNotWaitForTheReader() throws Exception {
    Run<Completed> run = run(1, OutputMode.LINES);
    engine.work(0).print("unread\n");
    engine.work(0).exit(4);
    assertThat(run.await().results().getFirst().message()).isEqualTo("h0: exited 4");
    assertThat(run.lines().map(Line::text))
        .as("and the output is still there")
        .containsExactly("unread");
  }

  /// P2, U13: the same host twice gives two results.
  @Test
  void keepsOutputInResultsAndTellsHostsApartByRank() throws Exception {
    engine.onBegin(work -> {
      work.print("out\n");
      work.print(StdStream.ERR, "err\n");
      work.exit(0);
    });
    var result = run(2, OutputMode.CAPTURE).await();
    assertThat(result.fold()).hasSize(1);
    assertThat(result.results()).extracting(Result::rank).containsExactly(0, 1);
    Output first = output(result.results().get(0));
    assertThat(first.out()).isEqualTo("out\n");
    assertThat(first.err()).isEqualTo("err\n");
    assertThat(output(result.results().get(1))).as("kept once").isSameAs(first);
    assertThat(engine.work(0).consumedBytes()).isEqualTo(8);
  }

  private static Output output(Result<Completed> result) {
    return switch (result) {
      case Result.Done<Completed>(_, _, _, Completed value) -> value.output();
      case Result.Lost<Completed>(_, _, _, _, Output output) -> output;
      case Result.Threw<Completed> _, Result.Unreached<Completed> _ -> Output.empty();
    };
  }

  /// H8, A1: what was printed until a time limit is in the result.
  @Test
  void aHostThatTimesOutKeepsWhatItPrinted() throws Exception {
    RunOptions options = RunOptions.standard().withTimeout(Duration.ofSeconds(3));
    Run<Completed> run = run(1, options);
    engine.work(0).print("so far");
    engine.advance(Duration.ofSeconds(3));
    Result<Completed> result = run.await().results().getFirst();
    assertThat(result).isInstanceOf(Result.Lost.class);
    assertThat(output(result).out()).isEqualTo("so far");
    assertThat(result.took()).hasSeconds(3);
    assertThat(result.message())
        .isEqualTo("h0: run: not done within its timeout of 3s; it may have run");
  }

  @Test
  void dropsOutputWhenNobodyWantsIt() throws Exception {
    Run<Completed> run = run(1, OutputMode.DISCARD);
    engine.work(0).print("x".repeat(1000));
    assertThat(engine.work(0).consumedBytes()).isEqualTo(1000);
    engine.work(0).exit(0);
    assertThat(output(run.await().results().getFirst())).isEqualTo(Output.empty());
  }

  @Test
  void whatAListenerThrowsLosesNothing() throws Exception {
    Run<Completed> run = run(1, OutputMode.LINES);
    engine.work(0).print("a\nb\nc\n");
    engine.work(0).exit(0);
    List<String> heard = new ArrayList<>();
    RunListener<Completed> listener =
        new RunListener<>() {
          @Override
          public void line(Line line) {
            heard.add(line.text());
            if (heard.size() == 2) {
              throw new IllegalArgumentException("mine");
            }
          }

          @Override
          public void ended(Result<Completed> result) {
            heard.add("end");
          }
        };
    assertThatIllegalArgumentException().isThrownBy(() -> run.next(listener, LONG));
    while (run.next(listener, LONG)) {}
    assertThat(heard).containsExactly("a", "b", "c", "end");
  }

  @Test
  void anInterruptedReaderIsInterruptedAndTheRunCanBeClosed() {
    Run<Completed> run = run(1, OutputMode.LINES);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> run.nextLine(LONG));
    run.close();
    assertThat(run.isOver()).isTrue();
  }

  @Test
  void anInterruptedStreamCancelsTheRun() {
    Run<Completed> run = run(1, OutputMode.LINES);
    Thread.currentThread().interrupt();
    assertThat(run.lines()).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.isOver()).isTrue();
  }

  @Test
  void closingWhileInterruptedKillsAndStaysInterrupted() {
    engine.deaf();
    Run<Completed> run = run(1, OutputMode.LINES);
    Thread.currentThread().interrupt();
    run.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.isOver()).isTrue();
  }

  /// A4: a signal to all.
  @Test
  void signalsWhoeverRuns() {
    Run<Completed> run = run(4, RunOptions.standard().withFanOut(3));
    engine.work(0).exit(0);
    engine.work(2).exit(0);
    run.signal("HUP");
    run.signal("SIGUSR1");
    assertThat(engine.work(1).signals()).containsExactly("HUP", "USR1");
    assertThat(engine.work(3).signals()).containsExactly("HUP", "USR1");
    assertThat(engine.work(0).signals()).isEmpty();
    assertThat(run.isOver()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.signal("9; reboot"))
        .withMessage("\"9; reboot\" is no name of a signal; wanted one such as HUP, TERM or USR1");
    run.close();
  }

  @Test
  void tellsHowFarItIs() {
    Run<Completed> run = run(3, RunOptions.standard().withFanOut(1));
    engine.work(0).exit(0);
    assertThat(run.progress().done()).isEqualTo(1);
    assertThat(run.progress().waiting()).isEqualTo(1);
    assertThat(run.slowest()).isEqualTo(Optional.of("h1"));
    assertThat(run.pending()).containsExactly("h1", "h2");
    run.close();
  }

  @Test
  void stopsTheHostThatIsNamed() throws Exception {
    try (Run<Completed> run = run(3, OutputMode.DISCARD)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.cancel("h3"))
          .withMessage("no host of this run is called \"h3\"; names are as results have them");
      run.cancel("h1");
      assertThat(run.results()).extracting(Result::host).containsExactly("h1");
      engine.work(0).exit(0);
      engine.work(2).exit(0);
      assertThat(run.await().failures()).extracting(Result::host).containsExactly("h1");
    }
  }
}
