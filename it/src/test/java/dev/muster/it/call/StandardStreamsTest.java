package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Channel;
import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Run;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.Line;
import dev.muster.model.OutputMode;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.wire.remote.Action0;
import dev.muster.wire.remote.Action1;
import dev.muster.wire.remote.Function1;
import dev.muster.wire.remote.Function2;
import dev.muster.wire.remote.Remote;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Code that prints, closes its streams and ends its Java: what arrives, and what it costs: M5.
@Tag("peers")
@Timeout(120)
class StandardStreamsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  /// What is logged of hosts.
  private static final class Logged extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.muster.host");
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Logged() {
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Override
    public void publish(@Nullable LogRecord logged) {
      if (logged != null) {
        lines.add(logged.getLevel() + " " + logged.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }

  private static Run<Object> start(Group group, Serializable function, Object... values) {
    return group.startCall(
        function, List.of(values), RunOptions.standard().withOutput(OutputMode.LINES));
  }

  private static String words(Line line) {
    return line.host() + " " + line.stream() + " " + line.text();
  }

  private static String next(Run<?> run) throws InterruptedException {
    Optional<Line> line = run.nextLine(SOON);
    assertThat(line).as("a line").isPresent();
    return words(line.get());
  }

  private static List<String> all(Run<?> run) {
    return run.lines().map(StandardStreamsTest::words).toList();
  }

  /// M5: all of it arrives with the host's name; what comes from the process and not from its Java
  /// is standard error.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void whatCodePrintsArrivesWithTheHostsName(Way way) throws Exception {
    Path seen = folder.resolve("seen");
    try (Reached reached = way.open(1);
        Run<Object> run =
            start(reached.group(), (Action1<String>) Printer::everyWay, seen.toString())) {
      List<String> lines = new ArrayList<>();
      while (!lines.containsAll(fromTheProcess())) {
        lines.add(next(run));
      }
      Files.createFile(seen);
      run.lines().map(StandardStreamsTest::words).forEach(lines::add);
      assertThat(lines)
          .contains(
              "t1 OUT println grün",
              "t1 OUT two parts",
              "t1 ERR error",
              "t1 OUT from a thread",
              "t1 OUT the last line has no end")
          .anyMatch(line -> line.matches("t1 ERR Exception in thread .* uncaught"));
      assertThat(run.results().getFirst().orThrow()).isNull();
    }
  }

  private static List<String> fromTheProcess() {
    return List.of("t1 ERR child out", "t1 ERR child error", "t1 ERR descriptor 1");
  }

  /// R7: five at once, beside a channel: all of it arrives, each result is that of its call, and no
  /// frame is harmed. What comes from the process is that of the first of them.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "CONTAINER", "SSH"})
  void fiveAtOnceHarmNothing(Way way) throws Exception {
    Path seen = folder.resolve("seen");
    Set<String> expected = new HashSet<>();
    List<Run<Object>> runs = new ArrayList<>();
    List<Set<String>> came = new ArrayList<>();
    try (Reached reached = way.open(1)) {
      for (int i = 0; i < Printer.POISONERS; i++) {
        Function2<Integer, String, Integer> call = Printer::poisons;
        runs.add(start(reached.group(), call, i, seen.toString()));
        expected.addAll(poison(i));
      }
      for (Run<Object> run : runs) {
        came.add(new HashSet<>(Set.of(next(run))));
      }
      try (Channel<Integer, Integer> echo =
          reached.group().gateway("t1").open(StandardStreamsTest::echo)) {
        echo.send(1);
        collect(runs, came, expected);
        assertThat(echo.receive(SOON)).isEqualTo(1);
        Files.createFile(seen);
        for (int i = 0; i < runs.size(); i++) {
          assertThat(all(runs.get(i))).isEmpty();
          assertThat(runs.get(i).results().getFirst().orThrow()).isEqualTo(100 * i);
          assertThat(came.get(i)).contains("t1 OUT print " + i, "t1 ERR error " + i);
          runs.get(i).close();
        }
        echo.send(2);
        assertThat(echo.receive(SOON)).isEqualTo(2);
      }
    }
  }

  static void echo(Remote<Integer, Integer> channel) throws InterruptedException {
    for (int n : channel) {
      channel.send(n);
    }
  }

  /// Takes lines until all that were expected have come, and no other.
  private static void collect(List<Run<Object>> runs, List<Set<String>> came, Set<String> expected)
      throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    Set<String> left = new HashSet<>(expected);
    came.forEach(left::removeAll);
    for (int i = 0; !left.isEmpty(); i = (i + 1) % runs.size()) {
      assertThat(System.nanoTime()).as("did not come: %s", left).isLessThan(deadline);
      Optional<Line> line = runs.get(i).nextLine(Duration.ofMillis(10));
      if (line.isPresent()) {
        assertThat(left.remove(words(line.get()))).as(words(line.get())).isTrue();
        came.get(i).add(words(line.get()));
      }
    }
  }

  private static List<String> poison(int number) {
    return List.of(
        "t1 OUT print " + number,
        "t1 ERR error " + number,
        "t1 ERR descriptor 1 of " + number,
        "t1 ERR descriptor 2 of " + number,
        "t1 ERR child " + number,
        "t1 ERR child error " + number);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void streamsThatWereClosedAndChangedServeOthers(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Group group = reached.group();
      Gateway gateway = group.gateway("t1");
      assertThat(gateway.call(Printer::closes).orThrow()).as("nothing is to be read").isEqualTo(-1);
      try (Run<Object> run = start(group, (Action1<String>) Printer::says, "after close")) {
        assertThat(all(run)).containsExactly("t1 OUT after close");
      }
      assertThat(gateway.call(Printer::replaces).orThrow()).isEqualTo("to mine");
      try (Run<Object> run = start(group, (Action1<String>) Printer::says, "to whom?")) {
        assertThat(all(run)).as("what code sets stays set").isEmpty();
      }
      assertThat(gateway.call(Printer::restores).orThrow()).isTrue();
      try (Run<Object> run = start(group, (Action0) Printer::interrupted)) {
        assertThat(all(run)).containsExactly("t1 OUT printed all the same");
      }
      try (Run<Object> run = start(group, (Function1<Integer, Integer>) Printer::much, 20_000)) {
        List<String> lines = all(run);
        assertThat(lines).filteredOn(line -> line.startsWith("t1 OUT line ")).hasSize(20_000);
        assertThat(lines.getLast()).isEqualTo("t1 OUT line 19999");
        assertThat(lines.getFirst()).as("long lines come in parts").startsWith("t1 OUT xxx");
        assertThat(String.join("", lines).chars().filter(c -> c == 'x').count()).isEqualTo(1 << 20);
        assertThat(run.results().getFirst().orThrow()).isEqualTo(20_000);
      }
    }
  }

  /// What is printed and read by nobody stops no other call.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void linesThatNobodyReadsStopNoOtherCall(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Group group = reached.group();
      for (int i = 0; i < 3; i++) {
        Run<Object> run = start(group, (Function1<Integer, Integer>) Printer::much, 50_000);
        assertThat(next(run)).startsWith("t1 OUT xxx");
        run.close();
      }
      try (Run<Object> run = start(group, (Action1<String>) Printer::says, "last")) {
        assertThat(all(run)).containsExactly("t1 OUT last");
      }
    }
  }

  /// What belongs to no call is logged with the host's name.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void whatBelongsToNoCallIsLogged(Way way) throws Exception {
    Path go = folder.resolve("go");
    try (Reached reached = way.open(1);
        Logged logged = new Logged()) {
      Gateway gateway = reached.group().gateway("t1");
      gateway.call(Printer::logs, "odd\n\u001b[31mred").orThrow();
      assertThat(logged.lines.poll(20, TimeUnit.SECONDS))
          .isEqualTo("WARNING t1: app: odd / \\u001b[31mred");
      gateway.call(Printer::leavesAChild, go.toString()).orThrow();
      Files.createFile(go);
      assertThat(logged.lines.poll(20, TimeUnit.SECONDS)).isEqualTo("INFO t1: printed: late");
    }
  }

  /// So is what single calls and channels print, a line each, before the result; a channel that is
  /// open does not hide what comes from the process.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void whatSingleCallsPrintIsLogged(Way way) throws Exception {
    Path seen = folder.resolve("seen");
    try (Reached reached = way.open(1);
        Logged logged = new Logged()) {
      Gateway gateway = reached.group().gateway("t1");
      gateway.call(Printer::says, "one\n\ntwo\u001b[31m").orThrow();
      assertThat(logged.lines)
          .containsExactly("INFO t1: printed: one", "INFO t1: printed: two\\u001b[31m");
      logged.lines.clear();
      try (Channel<Integer, Integer> channel = gateway.open(StandardStreamsTest::echo)) {
        channel.send(7);
        assertThat(channel.receive()).isEqualTo(7);
        Files.createFile(seen);
        gateway.call(Printer::everyWay, seen.toString()).orThrow();
        List<String> wanted =
            List.of(
                "println grün", "error", "from a thread", "child out", "the last line has no end");
        List<String> lines = new ArrayList<>();
        while (!wanted.stream().allMatch(text -> lines.contains("INFO t1: printed: " + text))) {
          String line = logged.lines.poll(20, TimeUnit.SECONDS);
          assertThat(line).as("after %s", lines).isNotNull();
          lines.add(line);
        }
      }
    }
  }

  /// A call that fails for want of memory or stack has failed, and nothing else has.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void wantOfMemoryIsAResult(Way way) throws Exception {
    try (Reached reached = way.open(List.of("//env:JAVA_TOOL_OPTIONS=-Xmx48m"))) {
      Gateway gateway = reached.group().gateway("t1");
      assertThat(gateway.call(Printer::overflows, 0).message()).contains("StackOverflowError");
      assertThat(gateway.call(Printer::fillsTheMemory).message()).contains("OutOfMemoryError");
      assertThat(gateway.call(() -> 5).orThrow()).isEqualTo(5);
    }
  }

  /// X11: what ends the Java ends the calls under way, and says so; the next call begins another.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void codeThatEndsItsJavaIsNamed(Way way) throws Exception {
    String exit =
        "code that was called ended the agent's Java (System.exit), or a signal did; the agent ended";
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Path begun = folder.resolve("begun");
      CompletableFuture<Result<Void>> other = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              other.complete(gateway.call(Busy::sleepsUntilInterrupted, begun.toString()));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      while (!Files.exists(begun)) {
        assertThat(other).isNotDone();
        Thread.onSpinWait();
      }
      Result<Integer> exited = gateway.call(Printer::exits, 3);
      assertThat(exited).isInstanceOf(Result.Lost.class);
      assertThat(exited.message()).contains(exit).contains(way == Way.VIA ? "" : "exited 3");
      assertThat(other.get(1, TimeUnit.SECONDS).message()).isEqualTo(exited.message());

      Result<Integer> halted = gateway.call(Printer::halts, 4);
      assertThat(halted).isInstanceOf(Result.Lost.class);
      assertThat(halted.message())
          .contains("the agent ended")
          .contains(way == Way.VIA ? "" : "exited 4")
          .doesNotContain("System.exit");

      long start = System.nanoTime();
      Result<Void> held = gateway.call(Busy::holdsTheExit, folder.resolve("held").toString());
      assertThat(held.message()).contains(exit);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(gateway.call(() -> 5).orThrow()).isEqualTo(5);
    }
  }
}
