package dev.muster.fan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TurnsTest {

  private final Turns turns = new Turns(2);
  private final List<Integer> begun = new ArrayList<>();

  @Test
  void beginsSoManyAndTheOthersInOrder() {
    for (int i = 0; i < 5; i++) {
      int number = i;
      turns.begin(() -> begun.add(number));
    }
    assertThat(begun).containsExactly(0, 1);
    assertThat(turns.waiting()).isEqualTo(3);
    turns.over();
    assertThat(begun).containsExactly(0, 1, 2);
    turns.over();
    turns.over();
    assertThat(begun).containsExactly(0, 1, 2, 3, 4);
    turns.over();
    turns.over();
    turns.begin(() -> begun.add(5));
    assertThat(begun).contains(5);
    assertThat(turns.waiting()).isZero();
  }

  /// What ends at once does not begin the next from within.
  @Test
  void manyThatEndAtOnceAreBegunOneAfterTheOther() {
    AtomicInteger inside = new AtomicInteger();
    List<Integer> depths = new ArrayList<>();
    turns.begin(() -> {
      for (int i = 0; i < 100_000; i++) {
        turns.begin(() -> {
          depths.add(inside.incrementAndGet());
          turns.over();
          inside.decrementAndGet();
        });
      }
    });
    assertThat(depths).hasSize(100_000).containsOnly(1);
  }

  @Test
  @Timeout(30)
  void isSafeForManyThreads() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(10_000);
    for (int i = 0; i < 10_000; i++) {
      Thread.ofVirtual()
          .start(() ->
              turns.begin(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.ofVirtual()
                    .start(() -> {
                      running.decrementAndGet();
                      all.countDown();
                      turns.over();
                    });
              }));
    }
    assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void wantsRoomForOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Turns(0));
  }
}
