package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Channel;
import dev.muster.Gateway;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.AgentStatus;
import dev.muster.model.ChannelException;
import dev.muster.model.GroupResult;
import dev.muster.model.Result;
import dev.muster.model.Thrown;
import dev.muster.wire.remote.Remote;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Calls and channels over every way to a target: C1, E1-E9, R1-R4, X1, X3-X6.
@Tag("peers")
class CallsTest {

  enum Colour {
    RED,
    GREEN
  }

  record Part(String name, int number) {}

  @SuppressWarnings("ArrayRecordComponent") // people write them
  record Whole(
      List<Part> parts,
      Map<String, Colour> colours,
      Set<Long> numbers,
      Instant when,
      Path where,
      BigInteger large,
      Duration time,
      byte[] bytes) {}

  /// What a class keeps from call to call.
  static final class Counter {
    static final AtomicInteger COUNT = new AtomicInteger();

    private Counter() {}

    static int next() {
      return COUNT.incrementAndGet();
    }
  }

  static Whole whole(String name) {
    return new Whole(
        List.of(new Part(name, 1), new Part("", -2)),
        Map.of("a", Colour.GREEN),
        Set.of(Long.MAX_VALUE),
        Instant.ofEpochSecond(1, 2),
        Path.of("/a b"),
        BigInteger.TEN.pow(50),
        Duration.ofMillis(5),
        new byte[] {0, 1, -1});
  }

  static String fail(String why) throws NoSuchFileException {
    if (why.equals("none")) {
      return "fine";
    }
    try {
      throw new IllegalStateException("inner " + why);
    } catch (IllegalStateException e) {
      NoSuchFileException outer = new NoSuchFileException(why);
      outer.initCause(e);
      throw outer;
    }
  }

  static int length(byte[] bytes) {
    return bytes.length;
  }

  /// C1, B14, E1, E3: several rounds over the same agents, and again after they were ended.
  @ParameterizedTest
  @EnumSource
  void callsAFunctionOnEveryTargetAndAgainAfterItsEnd(Way way) throws Exception {
    try (Reached reached = way.open(2)) {
      for (int round = 0; round < 2; round++) {
        String captured = "round " + round;
        GroupResult<String> done =
            reached.group().call(() -> captured + " " + Files.isDirectory(Path.of("/")));
        assertThat(done.orThrow().results())
            .allSatisfy(result -> assertThat(result.orThrow()).isEqualTo(captured + " true"));
        assertThat(done.results().getFirst().host()).isEqualTo("t1");
        reached.group().terminate(Duration.ofSeconds(5));
      }
    }
  }

  /// R3, E8, U8, N4: what is given back equals what was made there.
  @ParameterizedTest
  @EnumSource
  void richValuesTravelBothWays(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Whole got = gateway.call(CallsTest::whole, "größe").orThrow();
      Whole wanted = whole("größe");
      assertThat(got).usingRecursiveComparison().isEqualTo(wanted);
      Part there = new Part("x", 5);
      assertThat(
              gateway
                  .call((Part part) -> new Part(part.name() + part.name(), -part.number()), there)
                  .orThrow())
          .isEqualTo(new Part("xx", -5));
      assertThat(gateway.call(CallsTest::length, new byte[10 << 20]).orThrow()).isEqualTo(10 << 20);
      assertThat(gateway.call((String text) -> text, "\0 \ud800 \uD83D\uDE00").orThrow())
          .isEqualTo("\0 \ud800 \uD83D\uDE00");
      List<Object> odd =
          List.of(Double.NaN, Double.NEGATIVE_INFINITY, Long.MIN_VALUE, "", List.of());
      assertThat(gateway.call((List<Object> list) -> list, odd).orThrow()).isEqualTo(odd);
    }
  }

  /// R1, R2, E7: many calls at once, some of which fail; every answer goes to its caller.
  @ParameterizedTest
  @EnumSource
  void manyCallsAreUnderWayAtOnce(Way way) throws Exception {
    try (Reached reached = way.open(1);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Gateway gateway = reached.group().gateway("t1");
      List<Callable<Result<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String why = i % 2 == 0 ? "none" : "why " + i;
        calls.add(() -> gateway.call(CallsTest::fail, why));
      }
      int i = 0;
      for (Future<Result<String>> done : callers.invokeAll(calls)) {
        Result<String> result = done.get();
        if (i % 2 == 0) {
          assertThat(result.orThrow()).isEqualTo("fine");
        } else {
          int number = i;
          assertThat(result)
              .isInstanceOfSatisfying(
                  Result.Threw.class,
                  threw -> {
                    assertThat(threw.thrown().message()).isEqualTo("why " + number);
                  });
        }
        i++;
      }
    }
  }

  /// M4, X4: it says how it is beside its calls, and counts those that are at work.
  @ParameterizedTest
  @EnumSource
  void anAgentSaysHowItIs(Way way, @TempDir Path folder) throws Exception {
    try (Reached reached = way.open(1);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Gateway gateway = reached.group().gateway("t1");
      AgentStatus idle = gateway.status().orThrow();
      assertThat(idle.calls()).isZero();
      assertThat(idle.pid()).isEqualTo(gateway.call(Busy::ids).orThrow().getFirst());
      assertThat(idle.java()).isEqualTo(gateway.call(() -> "" + Runtime.version()).orThrow());
      assertThat(idle.usedMemory()).isBetween(1L, idle.maxMemory());
      assertThat(idle.uptime()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
      Path begun = folder.resolve("begun");
      Future<?> call =
          callers.submit(() -> gateway.call(Busy::sleepsUntilInterrupted, begun.toString()));
      Soon.that("the call has begun", () -> Files.exists(begun));
      assertThat(gateway.status().orThrow().calls()).isEqualTo(1);
      ProcessHandle.of(idle.pid()).orElseThrow().destroyForcibly();
      assertThat(call.get()).isInstanceOf(Result.Lost.class);
      assertThat(gateway.status().orThrow().pid()).isNotEqualTo(idle.pid()); // another was begun
    }
  }

  /// E9, H6: the exception of the host, with its type, its place and its causes.
  @ParameterizedTest
  @EnumSource
  void whatIsThrownThereIsToldHere(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Result<String> result = reached.group().gateway("t1").call(CallsTest::fail, "gone");
      assertThat(result).isInstanceOf(Result.Threw.class);
      Thrown thrown = ((Result.Threw<String>) result).thrown();
      assertThat(thrown.is(NoSuchFileException.class)).isTrue();
      assertThat(thrown.stack().getFirst().getFileName()).isEqualTo("CallsTest.java");
      assertThat(thrown.stack().getFirst().getMethodName()).isEqualTo("fail");
      assertThat(thrown.stack())
          .noneMatch(frame -> frame.getClassName().startsWith("dev.muster.agent"));
      assertThat(thrown.cause())
          .hasValueSatisfying(cause -> {
            assertThat(cause.is(IllegalStateException.class)).isTrue();
            assertThat(cause.message()).isEqualTo("inner gone");
          });
      assertThatThrownBy(result::orThrow)
          .hasMessageContaining("t1: java.nio.file.NoSuchFileException: gone (CallsTest.java:")
          .hasCauseInstanceOf(dev.muster.model.RemoteException.class);
    }
  }

  /// R4, X4: refused before anything is sent, and the connection is as it was.
  @ParameterizedTest
  @EnumSource
  void whatCannotTravelIsRefusedBeforeItIsSent(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Thread thread = Thread.currentThread();
      assertThatThrownBy(() -> gateway.call(() -> thread.getName()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.Thread")
          .hasMessageContaining("the lambda uses");
      assertThatThrownBy(() -> gateway.call((Object any) -> 1, List.of(1, new Object())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("argument 1")
          .hasMessageContaining("[1]");
      Result<Object> back = gateway.call(() -> new Object());
      assertThat(back.message()).contains("java.lang.Object cannot travel");
      assertThat(gateway.call(() -> 5).orThrow()).isEqualTo(5);
    }
  }

  /// E6: what goes on by itself is waited for where it runs.
  @Test
  void asynchronousCodeIsJoinedThere() throws Exception {
    try (Reached reached = Way.LOCAL.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Result<Integer> done =
          gateway.call(() ->
              CompletableFuture.supplyAsync(() -> 20).thenCombine(later(22), Integer::sum).join());
      assertThat(done.orThrow()).isEqualTo(42);
      Result<Integer> failed =
          gateway.call(
              () -> CompletableFuture.<Integer>failedFuture(new IOException("no disk")).join());
      assertThat(failed.message()).contains("no disk");
    }
  }

  private static CompletableFuture<Integer> later(int number) {
    return CompletableFuture.supplyAsync(
        () -> number, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
  }

  /// E13: static fields live as long as the agent.
  @ParameterizedTest
  @EnumSource
  void classesKeepTheirStateFromCallToCall(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      assertThat(gateway.call(Counter::next).orThrow()).isEqualTo(1);
      assertThat(gateway.call(Counter::next).orThrow()).isEqualTo(2);
      reached.group().terminate(Duration.ofSeconds(5));
      assertThat(gateway.call(Counter::next).orThrow()).isEqualTo(1);
    }
  }

  /// F1, X1: items both ways; the end again and again; a limit of time changes nothing.
  @ParameterizedTest
  @EnumSource
  void aChannelCarriesItemsBothWays(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Channel<Integer, Long> squares =
          gateway.open((Remote<Integer, Long> ch) -> {
            for (int n : ch) {
              ch.send((long) n * n);
            }
          })) {
        assertThatThrownBy(() -> squares.receive(Duration.ofMillis(20)))
            .isInstanceOfSatisfying(
                ChannelException.class,
                e -> {
                  assertThat(e.timedOut()).isTrue();
                });
        for (int i = 0; i < 1000; i++) {
          squares.send(i);
        }
        squares.end();
        long n = 0;
        for (long square : squares) {
          assertThat(square).isEqualTo(n * n);
          n++;
        }
        assertThat(n).isEqualTo(1000);
        for (int i = 0; i < 2; i++) {
          assertThatThrownBy(squares::receive)
              .isInstanceOf(ChannelException.class)
              .hasMessage("t1: no more items: the other end has ended it");
        }
        assertThatThrownBy(() -> squares.send(1)).isInstanceOf(ChannelException.class);
      }
    }
  }

  /// X1: an error keeps the items before it.
  @ParameterizedTest
  @EnumSource
  void whatAChannelsFunctionThrowsComesAfterItsItems(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Channel<Integer, String> channel =
          gateway.open((Remote<Integer, String> ch) -> {
            ch.send("before");
            throw new IllegalStateException("enough");
          });
      assertThat(channel.receive()).isEqualTo("before");
      assertThatThrownBy(channel::receive)
          .isInstanceOfSatisfying(
              ChannelException.class,
              e -> {
                assertThat(e.thrown())
                    .hasValueSatisfying(thrown -> {
                      assertThat(thrown.message()).isEqualTo("enough");
                    });
              })
          .hasMessageContaining("the code there threw java.lang.IllegalStateException: enough");
    }
  }
}
