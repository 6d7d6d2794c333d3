package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.GroupResult;
import dev.muster.model.RunOptions;
import dev.muster.model.Transport;
import dev.muster.wire.remote.Function0;
import dev.muster.wire.remote.Remote;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many gateways are opened at once, counted where they would lead to: B12.
@Timeout(60)
class OpeningTest {

  private static final int HOSTS = 1000;

  /// Holds everybody up until as many are inside as may be, or more.
  private static final class Door {

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger came = new AtomicInteger();
    private final CountDownLatch full;
    private final CountDownLatch open = new CountDownLatch(1);

    Door(int room) {
      full = new CountDownLatch(room);
    }

    Transport transport() {
      return (target, _) -> {
        came.incrementAndGet();
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        full.countDown();
        try {
          open.await();
        } finally {
          inside.decrementAndGet();
        }
        throw new IOException("nobody is at " + target.target());
      };
    }

    void awaitFull() throws InterruptedException {
      assertThat(full.await(20, TimeUnit.SECONDS)).as("as many are inside as may be").isTrue();
    }
  }

  private static Muster muster(Door door) {
    return Muster.open(MusterOptions.standard().withTransport("door", door.transport()));
  }

  private static List<String> hosts() {
    return IntStream.range(0, HOSTS).mapToObj(i -> "door:h" + i).toList();
  }

  private static int failed(Arrivals<?> arrivals) {
    int failed = 0;
    for (Arrival<?> each : arrivals) {
      String id = each.gateway().id();
      if (each instanceof Arrival.End<?>(var _, var trouble)
          && String.valueOf(trouble.orElseThrow().getMessage()).contains("nobody is at " + id)) {
        failed++;
      }
    }
    return failed;
  }

  @Test
  void channelsOfAGroupAreOpenedAFewAtOnce() throws Exception {
    Door door = new Door(RunOptions.STANDARD_FAN_OUT);
    try (Muster muster = muster(door);
        Group group = muster.groupOf(hosts());
        GroupChannels<Integer, Integer> channels =
            group.open((Remote<Integer, Integer> ch) -> ch.send(1))) {
      door.awaitFull();
      assertThat(door.came).hasValue(RunOptions.STANDARD_FAN_OUT);
      door.open.countDown();
      assertThat(failed(channels.arrivals())).isEqualTo(HOSTS);
      assertThat(door.most).hasValue(RunOptions.STANDARD_FAN_OUT);
    }
  }

  @Test
  void streamsOfAGroupAreOpenedAFewAtOnce() throws Exception {
    Door door = new Door(RunOptions.STANDARD_FAN_OUT);
    try (Muster muster = muster(door);
        Group group = muster.groupOf(hosts());
        Arrivals<Integer> items = group.streamAll(() -> List.of(1))) {
      door.awaitFull();
      door.open.countDown();
      assertThat(failed(items)).isEqualTo(HOSTS);
      assertThat(door.most).hasValue(RunOptions.STANDARD_FAN_OUT);
    }
  }

  /// Each has its thread and waits for no other's step; what waits is the opening.
  @Test
  void whatIsDoneWithEachOpensAFewAtOnce() throws Exception {
    Door door = new Door(RunOptions.STANDARD_FAN_OUT);
    AtomicInteger steps = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(HOSTS);
    try (Muster muster = muster(door);
        Group group = muster.groupOf(hosts())) {
      Thread opener =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  all.await(); // every step has begun
                  door.awaitFull();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  door.open.countDown();
                }
              });
      GroupResult<Integer> results =
          group.each(gateway -> {
            all.countDown();
            steps.incrementAndGet();
            return gateway.call(() -> 1).orThrow();
          });
      opener.join();
      assertThat(results.results()).hasSize(HOSTS).allMatch(result -> !result.ok());
      assertThat(steps).hasValue(HOSTS);
      assertThat(door.most).hasValue(RunOptions.STANDARD_FAN_OUT);
    }
  }

  /// Gateways of a cluster are groups of their own, and share the turns all the same.
  @Test
  void aClusterOpensAFewAtOnce() throws Exception {
    Door door = new Door(RunOptions.STANDARD_FAN_OUT);
    try (Muster muster = muster(door);
        Cluster cluster = muster.cluster("door:x")) {
      for (int i = 0; i < HOSTS; i++) {
        cluster.open();
      }
      try (Arrivals<Integer> items = cluster.streamAll(() -> List.of(1))) {
        door.awaitFull();
        door.open.countDown();
        int ends = 0;
        for (Arrival<Integer> each : items) {
          ends += each instanceof Arrival.End<Integer> ? 1 : 0;
        }
        assertThat(ends).isEqualTo(HOSTS);
      }
      assertThat(door.most).hasValue(RunOptions.STANDARD_FAN_OUT);
    }
  }

  /// A run has a limit of its own, and takes no turns beside it.
  @Test
  void aRunOpensAsManyAsItsFanOut() throws Exception {
    Door door = new Door(200);
    try (Muster muster = muster(door);
        Group group = muster.groupOf(hosts());
        Run<Integer> run =
            group.startCall(
                (Function0<Integer>) () -> 1, List.of(), RunOptions.standard().withFanOut(200))) {
      door.awaitFull();
      door.open.countDown();
      assertThat(run.await().results()).hasSize(HOSTS);
      assertThat(door.most).hasValue(200);
    }
  }

  /// Those that wait for their turn are not begun any more, and their ends are told at once.
  @Test
  void whoIsClosedWhileItWaitsIsNotBegun() throws Exception {
    Door door = new Door(RunOptions.STANDARD_FAN_OUT);
    try (Muster muster = muster(door);
        Group group = muster.groupOf(hosts())) {
      List<Channel<Integer, Integer>> channels = new ArrayList<>();
      for (Gateway gateway : group) {
        channels.add(gateway.open((Remote<Integer, Integer> ch) -> ch.send(1)));
      }
      door.awaitFull();
      group.terminate(Duration.ofSeconds(1));
      for (Channel<Integer, Integer> channel : channels) {
        assertThat(channel.isClosed()).isTrue();
      }
      assertThat(door.came).hasValue(RunOptions.STANDARD_FAN_OUT);
    } finally {
      door.open.countDown();
    }
  }

  /// What cannot be begun at all says why each time, and takes nobody's turn.
  @Test
  void whatCannotBeBegunSaysWhy() throws Exception {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of("local:x//runtime=push:no.such.module"))) {
      Gateway gateway = group.gateway(0);
      for (int i = 0; i < RunOptions.STANDARD_FAN_OUT + 2; i++) {
        assertThat(gateway.call(() -> 1).message()).contains("no.such.module");
      }
      assertThat(group.call(() -> 1).results().getFirst().message()).contains("no.such.module");
    }
  }
}
