package dev.muster.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.wire.Mux;
import dev.muster.wire.start.Launch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// K5, U5, X10: many agents end within one bound, whatever ending one does.
@Timeout(30)
class EndingsTest {

  private static final Duration GRACE = Duration.ofMillis(400);
  private static final Duration BOUND = GRACE.multipliedBy(2).plusSeconds(1);
  private static final Duration SLACK = Duration.ofMillis(700);

  /// Blocks in everything that ends it.
  private final CountDownLatch never = new CountDownLatch(1);

  private final class Blocking implements Carrier {

    final CountDownLatch killed = new CountDownLatch(1);

    @Override
    public void begin(Mux mux, Launch launch, Supplies supplies, Listener listener) {}

    @Override
    public void end(Duration grace) throws InterruptedException {
      never.await();
    }

    @Override
    public void kill() {
      killed.countDown();
      boolean over = false;
      while (!over) {
        try {
          never.await();
          over = true;
        } catch (InterruptedException e) {
          // What is stuck in the system hears nothing.
        }
      }
    }
  }

  @AfterEach
  void letGo() {
    never.countDown();
  }

  private static AgentLink link(Carrier carrier) {
    AgentLink link = new AgentLink("target", carrier, new Nobody());
    link.start(Launch.Settings.standard());
    return link;
  }

  private static Duration took(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void endingAndKillingThatBlockCostTheBoundAndNoMore() throws Exception {
    Blocking stuck = new Blocking();
    Blocking between = new Blocking();
    RawAgent quick = new RawAgent();
    List<AgentLink> ends = List.of(link(quick), link(stuck));
    long start = System.nanoTime();
    Endings.close(ends, List.of(link(between)), GRACE);
    assertThat(took(start)).isBetween(BOUND, BOUND.plus(SLACK));
    assertThat(quick.isKilled()).isTrue();
    assertThat(stuck.killed.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(between.killed.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(ends).allMatch(AgentLink::isOver);
  }

  @Test
  void whatEndsAtOnceIsWaitedForNoLonger() throws Exception {
    long start = System.nanoTime();
    Endings.close(List.of(link(new RawAgent())), List.of(link(new RawAgent())), GRACE);
    assertThat(took(start)).isLessThan(SLACK);
  }

  @Test
  void whoIsInterruptedLeavesNothing() throws Exception {
    Blocking stuck = new Blocking();
    List<AgentLink> ends = List.of(link(stuck));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Endings.close(ends, List.of(), GRACE))
        .isInstanceOf(InterruptedException.class);
    assertThat(stuck.killed.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(ends).allMatch(AgentLink::isEnding);
  }
}
