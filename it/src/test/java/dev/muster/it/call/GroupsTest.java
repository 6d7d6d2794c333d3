package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.GroupResult;
import dev.muster.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Groups made of groups, what is done with each, and their ends: B1-B6, B8, B13, C1, C4-C7, C10,
/// X11.
@Tag("peers")
@Timeout(120)
class GroupsTest {

  private static final Duration GRACE = Duration.ofSeconds(5);

  /// What each agent remembers.
  static final class Role {

    private static volatile String role = "";

    private Role() {}

    static void be(String wanted) {
      role = wanted;
    }

    static boolean isBusy() {
      if (role.equals("broken")) {
        throw new IllegalStateException(role);
      }
      return role.equals("busy");
    }
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  /// Says that it is at work, and waits for ever.
  static void block(String folder) throws IOException, InterruptedException {
    Files.createFile(Path.of(folder).resolve("" + pid()));
    new CountDownLatch(1).await();
  }

  /// Waits for a file, then makes another.
  static void step(String awaited, String made) throws IOException {
    while (!awaited.isEmpty() && !Files.exists(Path.of(awaited))) {
      Thread.onSpinWait(); // within the limit of the test
    }
    Files.createFile(Path.of(made));
  }

  @TempDir Path folder;

  /// B6, B8, C10: by index, by id, in order; the same target twice; nothing is connected.
  @Test
  void membersAreFoundAndCounted() {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of("local:a", "local://id=b", "docker:c", "local:a"))) {
      assertThat(group.size()).isEqualTo(4);
      assertThat(group).extracting(Gateway::id).containsExactly("a", "b", "c", "a");
      assertThat(group.gateway(1)).isEqualTo(group.gateway("b"));
      assertThat(group.gateway(0)).isNotEqualTo(group.gateway(3));
      assertThat(group.contains("c")).isTrue();
      assertThat(group.contains("d")).isFalse();
      assertThat(group).hasToString("group of 4: a, b, c, a");
      assertThat(group.gateway(0)).hasToString("gateway a");
      assertThatThrownBy(() -> group.gateway("d")).hasMessageContaining("it has [a, b, c, a]");
      assertThatThrownBy(() -> group.gateway(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /// C5, B3: union, intersection, difference, symmetric difference, in order, by id; kinds are
  /// mixed.
  @Test
  void groupsAreCombined() throws Exception {
    try (Muster muster = Muster.open()) {
      Group one = muster.groupOf(List.of("local:a", "local:b", "command:env //id=c"));
      Group two = muster.groupOf(List.of("command:env //id=d", "local:b", "local:a"));
      assertThat(one.union(two).names()).containsExactly("a", "b", "c", "d");
      assertThat(one.intersection(two).names()).containsExactly("a", "b");
      assertThat(one.minus(two).names()).containsExactly("c");
      assertThat(one.symmetricDifference(two).names()).containsExactly("c", "d");
      assertThat(one.minus(one)).isEmpty();
      assertThat(one.minus(one).call(() -> 1).results()).isEmpty();
      assertThat(one.minus(one)).hasToString("group of 0: ");
      Group all = one.union(two);
      assertThat(all.gateway("b")).isEqualTo(one.gateway("b"));
      GroupResult<Long> pids = all.call(GroupsTest::pid).orThrow();
      assertThat(pids.results()).extracting(Result::host).containsExactly("a", "b", "c", "d");
      assertThat(two.gateway("d").call(GroupsTest::pid).orThrow())
          .isEqualTo(pids.results().getLast().orThrow());
      all.close();
      assertThat(one.gateway("a").call(GroupsTest::pid).orThrow())
          .isEqualTo(pids.results().getFirst().orThrow());
      one.close();
      assertThatThrownBy(() -> one.gateway(0).call(() -> 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the group is closed");
      assertThat(all.call(() -> 1).successful()).extracting(Result::host).containsExactly("d");
    }
  }

  /// C4, B4: chosen by a function that runs there, in the agents that there are.
  @ParameterizedTest
  @EnumSource
  void hostsAreChosenByWhatTheySay(Way way) throws Exception {
    try (Reached reached = way.open(3)) {
      Group group = reached.group();
      group.gateway("t1").call(Role::be, "busy").orThrow();
      group.gateway("t3").call(Role::be, "broken").orThrow();
      Group busy = group.filter(Role::isBusy);
      assertThat(busy.names()).containsExactly("t1");
      assertThat(busy.call(Role::isBusy).orThrow().results().getFirst().orThrow()).isTrue();
      assertThat(group.filterNot(Role::isBusy).names()).contains("t2").doesNotContain("t1", "t3");
      assertThat(busy.filterNot(Role::isBusy)).isEmpty();
    }
  }

  /// C1, B14, X11: ended with nothing left, blocked or not, and used again.
  @ParameterizedTest
  @EnumSource
  void aTerminatedGroupLeavesNothingAndWorksAgain(Way way) throws Exception {
    try (Reached reached = way.open(2)) {
      Group group = reached.group();
      List<Long> before = pids(group);
      Thread blocked =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  group.call(GroupsTest::block, folder.toString());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      for (long pid : before) {
        Soon.that("it is at work", () -> Files.exists(folder.resolve("" + pid)));
      }
      long began = System.nanoTime();
      group.terminate(GRACE);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GRACE);
      assertThat(blocked.join(GRACE)).isTrue();
      Soon.that("they are gone", () -> before.stream().noneMatch(GroupsTest::isAlive));
      List<Long> after = pids(group);
      assertThat(after).doesNotContainAnyElementsOf(before);
      group.close();
      Soon.that("they are gone", () -> after.stream().noneMatch(GroupsTest::isAlive));
    }
  }

  private static List<Long> pids(Group group) throws InterruptedException {
    List<Long> pids = new ArrayList<>();
    group.call(GroupsTest::pid).orThrow().forEach((_, result) -> pids.add(result.orThrow()));
    return pids;
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /// C6, B13: the steps of one host wait for no other's: with a barrier between them, this would
  /// never end.
  @ParameterizedTest
  @EnumSource
  void stepsOfOneHostWaitForNoOther(Way way) throws Exception {
    String first = folder.resolve("first").toString();
    String second = folder.resolve("second").toString();
    try (Reached reached = way.open(2)) {
      Group two = reached.group().filterNot(() -> false);
      GroupResult<String> done =
          two.each(gateway -> {
            switch (gateway.id()) {
              case "t1" -> {
                gateway.call(GroupsTest::step, "", first).orThrow();
                gateway.call(GroupsTest::step, first, second).orThrow();
              }
              case "t2" -> gateway.call(GroupsTest::step, second, second + "t2").orThrow();
              default -> {}
            }
            return gateway.id() + " done";
          });
      assertThat(done.orThrow().results().get(1).orThrow()).isEqualTo("t2 done");
      assertThat(Path.of(second + "t2")).exists();
    }
  }

  /// H2: a host's trouble in the steps is its result; a mistake in them is thrown.
  @Test
  void troubleInStepsIsAResult() throws Exception {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of("local:a", "command:false//id=b", "local:c"))) {
      GroupResult<Integer> done =
          group.each(gateway -> {
            int one = gateway.call(() -> 1).orThrow();
            if (gateway.id().equals("c")) {
              gateway
                  .call(() -> {
                    throw new IllegalStateException("in c");
                  })
                  .orThrow();
            }
            return one;
          });
      assertThat(done.results().get(0).orThrow()).isEqualTo(1);
      assertThat(done.results().get(1)).isInstanceOf(Result.Unreached.class);
      assertThat(done.results().get(2)).isInstanceOf(Result.Threw.class);
      assertThat(done.results().get(2).message()).contains("in c");
      assertThatThrownBy(() ->
              group.each(gateway -> {
                throw new UnsupportedOperationException(gateway.id());
              }))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  /// C7: how deep gateways may be behind one another has a limit, with a message.
  @Test
  void gatewaysInACircleAreNamed() {
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of("local://id=a//via=b", "local://id=b//via=a"))) {
      assertThatThrownBy(() -> group.gateway("a").call(() -> 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("more than 8 gateways to go through; is there a circle?");
      assertThatThrownBy(() -> muster.groupOf(List.of("local://via=none")).gateway(0).call(() -> 1))
          .hasMessageContaining("via=none names no gateway of the group");
    }
  }
}
