package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Run;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.wire.remote.Action1;
import dev.muster.wire.remote.Action2;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is left of agents, and of what they started, after every kind of end: nothing, on either
/// side, within the bound. X10, X11.
@Tag("peers")
@Timeout(120)
class EndsTest {

  private static final Duration GRACE = Duration.ofSeconds(1);

  /// Twice the time of grace and a second; and what a busy machine adds.
  private static final Duration BOUND = GRACE.multipliedBy(2).plusSeconds(1);

  private static final Duration SLACK = Duration.ofSeconds(1);

  /// How long it may take an agent whose controller is gone: its own time of grace, twice.
  private static final Duration ALONE = Duration.ofSeconds(12);

  @TempDir Path folder;

  private final Marked marked = Marked.fresh();

  @AfterEach
  void killAll() {
    marked.kill();
  }

  /// Begins a call that makes a file of its last argument's name, and returns once it has.
  private CompletableFuture<Result<Void>> begin(
      Gateway gateway, Serializable function, String... of) throws Exception {
    List<String> values = Stream.of(of).map(name -> folder.resolve(name).toString()).toList();
    CompletableFuture<Result<Void>> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(gateway.callOf(function, values));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    while (!Files.exists(Path.of(values.getLast()))) {
      assertThat(result).as("the call runs").isNotDone();
      Thread.onSpinWait();
    }
    return result;
  }

  private static List<Long> ids(Gateway gateway) throws InterruptedException {
    return gateway.call(Busy::ids).orThrow();
  }

  /// The daemon among the children that a call has started.
  private ProcessHandle daemon() {
    return marked.await("sleep 1004");
  }

  /// X11: workers that ignore interrupts, that wait in the system and for a lock, and children that
  /// ignore signals, lost their parent, or have a session of their own. A daemon is none of ours
  /// any more.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void nothingIsLeftOfWhatDoesNotWantToEnd(Way way) throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    try (Reached reached = way.open(List.of(marked.options()))) {
      Group group = reached.group();
      List<Long> ids = ids(group.gateway("t1"));
      Gateway gateway = group.gateway("t1");
      var _ = begin(gateway, (Action1<String>) Busy::ignoresInterrupts, "ignores");
      var _ = begin(gateway, (Action1<String>) Busy::blocksInALock, "lock");
      var _ = begin(gateway, (Action1<String>) Busy::hasChildren, "children");
      var _ = begin(gateway, (Action2<String, String>) Busy::blocksInTheSystem, "fifo", "system");
      ProcessHandle daemon = daemon();

      long start = System.nanoTime();
      group.terminate(GRACE);
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(took).isLessThan(BOUND.plus(SLACK));
      marked.awaitNone(SLACK.multipliedBy(2), daemon);
      ids.forEach(id -> Marked.awaitGone(id, SLACK));
      assertThat(daemon.isAlive()).as("a daemon is left alone").isTrue();
    }
  }

  /// Calls have three quarters of the time of grace to clean up, wherever they run.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void whatCleansUpInTimeIsLetTo(Way way) throws Exception {
    Duration grace = Duration.ofSeconds(3);
    try (Reached reached = way.open(List.of(marked.options()))) {
      Group group = reached.group();
      var _ =
          begin(group.gateway("t1"), (Action2<String, String>) Busy::cleansUp, "clean", "begun");
      group.terminate(grace);
      assertThat(folder.resolve("clean")).as("after two thirds of it").exists();
      marked.awaitNone(SLACK);
    }
  }

  /// X11: the shell that stays behind kills the agent's group, and the controller says what it saw.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void aKilledAgentIsNamedAndLeavesNoGroup(Way way) throws Exception {
    try (Reached reached = way.open(List.of(marked.options()))) {
      Gateway gateway = reached.group().gateway("t1");
      List<Long> ids = ids(gateway);
      CompletableFuture<Result<Void>> call =
          begin(gateway, (Action1<String>) Busy::hasChildren, "children");
      ProcessHandle daemon = daemon();
      ProcessHandle ownSession = marked.await("sleep 1003");

      ProcessHandle.of(ids.getFirst()).orElseThrow().destroyForcibly();

      Result<Void> result = call.get(10, TimeUnit.SECONDS);
      assertThat(result).isInstanceOf(Result.Lost.class);
      assertThat(result.message()).contains("the agent ended");
      marked.awaitNone(SLACK.multipliedBy(2), daemon, ownSession);
      Marked.awaitGone(ids.getLast(), SLACK);
      assertThat(gateway.call(() -> 5).orThrow()).as("a new one is begun").isEqualTo(5);
    }
  }

  /// X10: what an intermediate started ends with it, orphans too.
  @Test
  void aKilledIntermediateTakesAllWithIt() throws Exception {
    try (Reached reached = Way.VIA.open(List.of(marked.options()))) {
      Group group = reached.group();
      List<Long> ids = ids(group.gateway("t1"));
      List<Long> between = ids(group.gateway("way"));
      CompletableFuture<Result<Void>> call =
          begin(group.gateway("t1"), (Action1<String>) Busy::hasChildren, "children");
      ProcessHandle daemon = daemon();

      ProcessHandle.of(between.getFirst()).orElseThrow().destroyForcibly();

      Result<Void> result = call.get(10, TimeUnit.SECONDS);
      assertThat(result).isInstanceOf(Result.Lost.class);
      marked.awaitNone(ALONE, daemon);
      ids.forEach(id -> Marked.awaitGone(id, SLACK));
      between.forEach(id -> Marked.awaitGone(id, SLACK));
      assertThat(group.gateway("t1").call(() -> 5).orThrow()).isEqualTo(5);
    }
  }

  /// X10: a process that obeys no signal but the last.
  @Test
  void aCommandThatIgnoresSignalsIsKilled() throws Exception {
    Path program = folder.resolve("program");
    Files.writeString(program, "trap '' TERM INT HUP\nwhile :; do sleep 1; done\n");
    try (Reached reached = Way.LOCAL.open(1);
        Group group =
            reached.muster().groupOf(List.of("command:/bin/sh " + program + "//id=deaf"))) {
      Run<Void> run =
          group.startCall(
              (Action1<String>) Busy::ignoresInterrupts,
              List.of(folder.resolve("never").toString()),
              RunOptions.standard());
      ProcessHandle there = child(program);
      long start = System.nanoTime();
      group.terminate(GRACE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND.plus(SLACK));
      assertThat(there.onExit()).succeedsWithin(SLACK);
      assertThat(run.await().results().getFirst()).isInstanceOf(Result.Unreached.class);
    }
  }

  private static ProcessHandle child(Path program) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      for (ProcessHandle each : ProcessHandle.current().children().toList()) {
        if (each.info().commandLine().orElse("").contains(program.toString())) {
          return each;
        }
      }
    }
    throw new AssertionError(program + " was not started");
  }
}
