package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Starts among noise, cancels at every stage, large beside small, data files: R5, R8, R9, R11, C9.
@Tag("peers")
@Timeout(120)
class CasesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Marked marked = Marked.fresh();

  @AfterEach
  void killAll() {
    marked.kill();
  }

  private static String behind(String script) {
    return "command:sh -c '" + script + "' noisy//id=t1";
  }

  private static List<Long> ids(Gateway gateway) throws InterruptedException {
    return gateway.call(Busy::ids).orThrow();
  }

  /// C9.
  @ParameterizedTest
  @EnumSource
  void dataOfPushedCodeIsReadThere(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      assertThat(gateway.call(Cases::data, "case.txt").orThrow())
          .isEqualTo("data of the tests, größer\n");
      assertThat(gateway.call(Cases::data, "no such.txt").orThrow()).isEqualTo("none");
    }
  }

  /// R8.
  @ParameterizedTest
  @EnumSource
  void classesOfOneNameDoNotMeet(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      assertThat(gateway.call(Cases.Left.Tool::name).orThrow()).isEqualTo("left");
      assertThat(gateway.call(Cases.Right.Tool::name).orThrow()).isEqualTo("right");
      assertThat(gateway.call(Cases.Left.Tool::name).orThrow()).isEqualTo("left");
    }
  }

  /// R5: lines, a line of 100,000 characters that does not end, and errors without end.
  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      textBlock =
          """
          echo welcome; echo; echo "muster ready or not"
          head -c 100000 /dev/zero | tr "\\0" x
          yes flood | head -c 5000000 >&2
          """)
  void noiseBeforeTheAgentIsPassedOver(String script) throws Exception {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of(behind(script + "; exec \"$@\"")))) {
      assertThat(group.gateway("t1").call(() -> 5).orThrow()).isEqualTo(5);
    }
  }

  /// R5, R11: what ends before the agent is there is named with how it ended and its last words.
  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      textBlock =
          """
          exit 3                                                                       ^ exited 3
          echo only this; exit 4                                                       ^ only this
          yes flood | head -c 5000000 >&2; echo no room left >&2; exit 9               ^ no room left
          """)
  void aStartThatEndsIsNamedWithItsLastWords(String script, String words) throws Exception {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of(behind(script)))) {
      long begun = System.nanoTime();
      Result<Integer> result = group.gateway("t1").call(() -> 5);
      assertThat(result).isInstanceOf(Result.Unreached.class);
      assertThat(result.message()).contains("start of the agent").contains(words);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }
  }

  /// R5: one that says nothing is waited for as long as the caller wants.
  @Test
  void aStartThatSaysNothingIsNotWaitedForLonger() throws Exception {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of(behind("exec sleep 1000")))) {
      long begun = System.nanoTime();
      Result<Integer> result = group.gateway("t1").within(Duration.ofSeconds(1)).call(() -> 5);
      assertThat(result).isInstanceOf(Result.Unreached.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
  }

  /// R9, R11: the limit of time is over while the agent starts, while classes and values are sent,
  /// and when the answer comes; the connection and its agent are as they were.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void aCancelAtAnyStageKeepsTheConnection(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Result<Integer> early = gateway.within(Duration.ofMillis(1)).call(() -> 5);
      assertThat(early).as("nothing ran").isInstanceOf(Result.Unreached.class);
      List<Long> agent = ids(gateway);
      byte[] large = new byte[48 << 20];
      for (int millis = 1; millis < 40; millis += 6) {
        Result<Integer> cut = gateway.within(Duration.ofMillis(millis)).call(Cases::length, large);
        assertThat(cut.message()).contains("t1");
      }
      for (int i = 0; i < 200; i++) {
        int number = i;
        var _ = gateway.within(Duration.ofNanos(20_000 + 2_000L * i)).call(() -> -number);
        assertThat(gateway.call(() -> number).orThrow()).isEqualTo(number);
      }
      assertThat(ids(gateway)).isEqualTo(agent);
    }
  }

  /// R11.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void smallCallsPassALargeOne(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      gateway.call(Cases::length, new byte[1]).orThrow();
      byte[] large = new byte[60 << 20];
      CompletableFuture<Result<Integer>> done = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              done.complete(gateway.call(Cases::length, large));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      int passed = 0;
      while (!done.isDone()) {
        assertThat(gateway.call(() -> 7).orThrow()).isEqualTo(7);
        passed++;
      }
      assertThat(done.join().orThrow()).isEqualTo(large.length);
      assertThat(passed).as("small calls meanwhile").isGreaterThan(5);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> gateway.call(Cases::length, new byte[65 << 20]))
          .withMessageContaining("argument 1");
      assertThat(gateway.call(() -> 8).orThrow()).isEqualTo(8);
    }
  }

  /// Agents of a group that keeps nothing end with their last call.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void agentsOfAOneShotGroupEnd(Way way) throws Exception {
    try (Reached reached = way.open(List.of(marked.options()))) {
      Group once = reached.group().oneShot();
      for (int i = 0; i < 2; i++) {
        assertThat(once.call(() -> 5).orThrow().results().getFirst().orThrow()).isEqualTo(5);
        marked.awaitNone(SOON);
      }
    }
  }
}
