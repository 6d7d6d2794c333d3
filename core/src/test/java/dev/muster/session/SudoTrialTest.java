package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SudoTrialTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final SudoTrial trial = new SudoTrial(LONG);
  private final List<Thread> threads = new ArrayList<>();

  /// Begins on a thread of its own, and returns once that waits or is through.
  private CompletableFuture<Boolean> begins() throws Exception {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                answer.complete(trial.begins());
              } catch (InterruptedException e) {
                answer.completeExceptionally(e);
              }
            });
    threads.add(thread);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!answer.isDone() && thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    return answer;
  }

  private static boolean get(CompletableFuture<Boolean> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void twoTryAndTheOthersWaitUntilOneIsAccepted() throws Exception {
    assertThat(get(begins())).isTrue();
    assertThat(get(begins())).isTrue();
    CompletableFuture<Boolean> third = begins();
    CompletableFuture<Boolean> fourth = begins();
    assertThat(third).isNotDone();
    trial.accepted();
    assertThat(get(third)).isTrue();
    assertThat(get(fourth)).isTrue();
    trial.refused("odd");
    trial.refused("odder");
    assertThat(get(begins())).as("some hosts have another one").isTrue();
  }

  @Test
  void whatTwoHostsRefuseNobodyElseIsGiven() throws Exception {
    assertThat(get(begins())).isTrue();
    assertThat(get(begins())).isTrue();
    CompletableFuture<Boolean> third = begins();
    trial.refused("a");
    assertThat(third).as("one still tries").isNotDone();
    trial.refused("b");
    assertThat(get(third)).isFalse();
    assertThat(get(begins())).isFalse();
    assertThat(trial.refusedBy()).containsExactly("a", "b");
  }

  @Test
  void oneThatIsLostLeavesItsPlace() throws Exception {
    assertThat(get(begins())).isTrue();
    assertThat(get(begins())).isTrue();
    trial.refused("a");
    CompletableFuture<Boolean> third = begins();
    assertThat(third).isNotDone();
    trial.undecided();
    assertThat(get(third)).isTrue();
    assertThat(begins()).isNotDone();
  }

  @Test
  void aHostThatHangsHoldsNobodyUpForLong() throws Exception {
    SudoTrial impatient = new SudoTrial(Duration.ofMillis(20));
    assertThat(impatient.begins()).isTrue();
    assertThat(impatient.begins()).isTrue();
    assertThat(impatient.begins()).isTrue();
  }

  @Test
  void aWaitCanBeInterrupted() throws Exception {
    assertThat(get(begins())).isTrue();
    assertThat(get(begins())).isTrue();
    CompletableFuture<Boolean> third = begins();
    threads.getLast().interrupt();
    assertThat(third).failsWithin(Duration.ofSeconds(20));
    trial.refused("a");
    trial.undecided();
    assertThat(get(begins())).as("nobody who left is counted").isTrue();
  }
}
