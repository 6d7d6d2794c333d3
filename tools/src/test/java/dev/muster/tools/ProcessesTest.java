package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessesTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  private static void await(String what, BooleanSupplier seen) throws TimeoutException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!seen.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(what);
      }
      Thread.onSpinWait();
    }
  }

  /// Waits for a process to write its number to a file.
  private static long awaitPid(Path file) throws Exception {
    await(
        "a process number in " + file,
        () -> {
          try {
            return Files.exists(file) && Files.readString(file).endsWith("\n");
          } catch (IOException e) {
            return false;
          }
        });
    return Long.parseLong(Files.readString(file).strip());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void tellsStatusAndBothStreams() throws Exception {
    Ran ran = Processes.shell("echo out; echo err >&2; exit 3");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.out().text()).isEqualTo("out\n");
    assertThat(ran.err().text()).isEqualTo("err\n");
    assertThat(ran.ok()).isFalse();
    assertThat(ran.signal()).isEmpty();
    assertThatExceptionOfType(ProgramFailedException.class)
        .isThrownBy(ran::orThrow)
        .withMessage("/bin/sh -c echo out; echo err >&2; exit 3 exited 3: err");
  }

  @Test
  void handsWordsOnAsTheyAre() throws Exception {
    Ran ran = Processes.exec(List.of("printf", "%s|", "a b", "", "$(x)", "'\""));
    assertThat(ran.orThrow().out().text()).isEqualTo("a b||$(x)|'\"|");
  }

  @Test
  void takesEnvironmentFolderAndInput() throws Exception {
    Program program =
        Program.shell("echo $A-$B; pwd; cat").withEnvironment("A", "1 2").withInput("grün");
    assertThat(Processes.run(program.in(folder.toString())).out().text())
        .isEqualTo("1 2-\n" + folder.toRealPath() + "\ngrün");
    assertThat(Processes.shell("cat").out().text()).as("no input").isEmpty();
  }

  @Test
  void mergesStreamsInOrder() throws Exception {
    Ran ran = Processes.run(Program.shell("echo 1; echo 2 >&2; echo 3").merging());
    assertThat(ran.out().text()).isEqualTo("1\n2\n3\n");
    assertThat(ran.err().text()).isEmpty();
  }

  @Test
  void carriesLargeInputsAndOutputsWhole() throws Exception {
    byte[] input = new byte[5_000_000];
    new Random(1).nextBytes(input);
    ProgramLimits limits =
        new ProgramLimits(Duration.ofMinutes(1), 16 * 1024 * 1024, Duration.ofSeconds(1));
    Ran ran = Processes.run(Program.of("cat").withInput(input).limitedTo(limits));
    assertThat(ran.out().head()).isEqualTo(input);
    assertThat(ran.out().isWhole()).isTrue();
  }

  @Test
  void aProgramNeedNotReadItsInput() throws Exception {
    assertThat(Processes.run(Program.of("true").withInput("few")).ok()).isTrue();
    assertThat(Processes.run(Program.of("true").withInput(new byte[5_000_000])).ok()).isTrue();
  }

  @Test
  void keepsOnlyTheFirstAndTheLastOfTooMuchOutput() throws Exception {
    ProgramLimits limits = new ProgramLimits(Duration.ofMinutes(1), 20, Duration.ofSeconds(1));
    Ran ran = Processes.run(Program.shell("seq 1 100000").limitedTo(limits));
    assertThat(ran.ok()).isTrue();
    assertThat(ran.out().text())
        .isEqualTo("1\n2\n3\n4\n5\n\n[... 588875 bytes left out ...]\n99\n100000\n");
  }

  @Test
  void endlessOutputEndsWithItsTime() throws Exception {
    Ran ran = Processes.run(Program.of("yes").within(SHORT));
    assertThat(ran.timedOut()).isTrue();
    assertThat(ran.signal()).contains("TERM");
    assertThat(ran.out().dropped()).isPositive();
    assertThat(ran.out().text()).startsWith("y\ny\n").endsWith("y\n");
    assertThat(ran.took()).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void aProgramWhoseTimeIsOverIsEndedWithAllThatItStarted() throws Exception {
    // One child, one of its own whose parent is gone, and one more in a session of its own.
    String script =
        """
        echo started
        sleep 1000 & echo $! >child
        (sleep 1000 & echo $! >orphan)
        setsid sh -c 'echo $$ >session; exec sleep 1000' &
        while ! [ -s session ]; do :; done
        wait
        """;
    Program program = Program.shell(script).in(folder.toString());
    FutureTask<Ran> run =
        new FutureTask<>(() -> Processes.run(program.within(Duration.ofSeconds(3))));
    Thread.ofVirtual().start(run);
    long child = awaitPid(folder.resolve("child"));
    long orphan = awaitPid(folder.resolve("orphan"));
    long session = awaitPid(folder.resolve("session"));
    assertThat(List.of(child, orphan, session)).allMatch(ProcessesTest::isAlive);

    Ran ran = run.get();
    assertThat(ran.timedOut()).isTrue();
    assertThat(ran.out().text()).isEqualTo("started\n");
    await("all gone", () -> !isAlive(child) && !isAlive(orphan) && !isAlive(session));
    assertThatExceptionOfType(ProgramFailedException.class)
        .isThrownBy(ran::orThrow)
        .withMessageContaining(" did not end within its time and was ended after ");
  }

  @Test
  void whoDoesNotObeyIsKilledAfterTheGrace() throws Exception {
    String script = "trap 'echo no' TERM; echo ready; while :; do sleep 0.05; done";
    ProgramLimits limits = new ProgramLimits(SHORT, 1000, SHORT);
    Ran ran = Processes.run(Program.shell(script).limitedTo(limits));
    assertThat(ran.signal()).contains("KILL");
    assertThat(ran.out().text()).isEqualTo("ready\nno\n");
  }

  @Test
  void whoDoesNotObeyAndNeverStopsTalkingIsKilledTheSame() throws Exception {
    ProgramLimits limits = new ProgramLimits(SHORT, 1000, SHORT);
    Ran ran = Processes.run(Program.shell("trap '' TERM; yes").limitedTo(limits));
    assertThat(ran.signal()).contains("KILL");
    assertThat(ran.out().dropped()).isPositive();
  }

  @Test
  void whoObeysInTimeMayStillSayMuch() throws Exception {
    String script = "trap 'seq 1 50000; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    ProgramLimits limits = new ProgramLimits(SHORT, 1_000_000, Duration.ofSeconds(20));
    Ran ran = Processes.run(Program.shell(script).limitedTo(limits));
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.timedOut()).isTrue();
    assertThat(ran.out().text()).endsWith("\n50000\n");
  }

  @Test
  void aDaemonThatKeepsItsStreamsHoldsNobody() throws Exception {
    Program program = Program.shell("sleep 1000 & echo $! >pid; echo done").in(folder.toString());
    Ran ran = Processes.run(program);
    long daemon = awaitPid(folder.resolve("pid"));
    assertThat(ran.out().text()).isEqualTo("done\n");
    assertThat(isAlive(daemon)).as("what was left running runs on").isTrue();
    assertThat(Processes.kill(daemon, SHORT, Mode.APPLY).changed()).isTrue();
    await("the daemon's end", () -> !isAlive(daemon));
    assertThat(Processes.kill(daemon, SHORT, Mode.APPLY).changed()).as("once more").isFalse();
  }

  @Test
  void aChildThatIsLeftBehindAndNeverStopsTalkingHoldsNobody() throws Exception {
    for (boolean merged : new boolean[] {false, true}) {
      Program program = Program.shell("yes & echo $! >pid").in(folder.toString());
      Ran ran = Processes.run(merged ? program.merging() : program);
      assertThat(ran.exitCode()).isZero();
      assertThat(ran.took()).isLessThan(Duration.ofSeconds(30));
      long child = awaitPid(folder.resolve("pid"));
      await("the child's end, with nobody to read it", () -> !isAlive(child));
      Files.delete(folder.resolve("pid"));
    }
  }

  @Test
  void programsThatRunAtOnceDoNotWaitForEachOther() throws Exception {
    String script = "echo >here; while ! [ -e go ]; do sleep 0.02; done; echo done";
    FutureTask<Ran> first =
        new FutureTask<>(
            () -> Processes.run(Program.shell(script).in(folder.toString()).merging()));
    Thread.ofPlatform().start(first);
    await("the first", () -> Files.exists(folder.resolve("here")));
    assertThat(Processes.run(Program.shell("echo 2").merging()).out().text()).isEqualTo("2\n");
    Files.createFile(folder.resolve("go"));
    assertThat(first.get().out().text()).isEqualTo("done\n");
  }

  @Test
  void aCancelledCallLeavesNoProcess() throws Exception {
    Program program =
        Program.shell("sleep 1000 & echo $! >child; echo $$ >shell; wait").in(folder.toString());
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread caller =
        new Thread(
            () -> {
              try {
                Processes.run(program);
              } catch (InterruptedException e) {
                interrupted.countDown();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            "caller");
    caller.start();
    long child = awaitPid(folder.resolve("child"));
    long shell = awaitPid(folder.resolve("shell"));
    caller.interrupt();
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    await("both gone", () -> !isAlive(child) && !isAlive(shell));
    caller.join();
  }

  @Test
  void aSecondInterruptEndsTheTimeOfGrace() throws Exception {
    String script = "trap '' TERM; echo $$ >shell; while :; do sleep 0.05; done";
    ProgramLimits limits = new ProgramLimits(Duration.ofMinutes(5), 10, Duration.ofMinutes(5));
    FutureTask<Ran> run =
        new FutureTask<>(
            () -> Processes.run(Program.shell(script).in(folder.toString()).limitedTo(limits)));
    Thread caller = new Thread(run, "caller");
    caller.start();
    long shell = awaitPid(folder.resolve("shell"));
    while (caller.isAlive()) {
      caller.interrupt();
      Thread.onSpinWait();
    }
    assertThat(isAlive(shell)).isFalse();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(run::get)
        .withCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void saysWhatCannotBeStarted() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> Processes.exec(List.of("no-such-program", "x")))
        .withMessageStartingWith("no-such-program: no such program in [");
    assertThatIOException()
        .isThrownBy(() -> Processes.run(Program.of("true").in("/no/such/folder")))
        .withMessage("true: cannot run in /no/such/folder, which is no folder");
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatIOException()
        .isThrownBy(() -> Processes.exec(List.of(file.toString())))
        .withMessage(file + ": cannot be started: Permission denied");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Program.of(" "))
        .withMessage("the program is empty; say what to run");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Program.of("a", "b\0c"))
        .withMessage("a: a word holds a NUL character; no program can take it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Program.of("a").withEnvironment("x=y", ""))
        .withMessage("a: \"x=y\" is no environment variable that can be set");
  }

  @Test
  void aProgramsTextHoldsNoSecret() {
    Program program = Program.of("x", "y").withInput("secret").withEnvironment("A", "secret");
    assertThat(program).hasToString("x y");
  }

  @Test
  void findsPrograms() throws IOException {
    assertThat(Processes.which("sh")).get().asString().endsWith("/sh");
    assertThat(Processes.which("no-such-program")).isEmpty();
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.writeString(first.resolve("tool"), "");
    Files.createDirectory(first.resolve("more"));
    for (String name : List.of("tool", "more")) {
      assertThat(Files.writeString(second.resolve(name), "").toFile().setExecutable(true)).isTrue();
      assertThat(Which.find(name, List.of(first, second))).contains(second.resolve(name));
    }
  }

  @Test
  void findsTheSystemsProgramsWhateverThePathIs() {
    assertThat(Which.folders()).contains(Path.of("/usr/sbin"), Path.of("/bin"));
  }

  @Test
  void listsProcesses() throws Exception {
    Process process = new ProcessBuilder("sleep", "1003").start();
    try {
      ProcessInfo found = Processes.matching("^sleep 1003$").get(0);
      assertThat(found.pid()).isEqualTo(process.pid());
      assertThat(found.parent()).isEqualTo(ProcessHandle.current().pid());
      assertThat(found.user()).isEqualTo(System.getProperty("user.name"));
      assertThat(found.state()).matches("[RSD]");
      assertThat(found.started()).isEqualTo(process.info().startInstant());
      assertThat(found.residentBytes()).isPositive();
      assertThat(Processes.list()).extracting(ProcessInfo::pid).isSorted().contains(1L);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sendsSignals() throws Exception {
    String script =
        "trap 'echo hup >got' HUP; echo $$ >pid; while ! [ -e got ]; do sleep 0.02; done";
    Process process = new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).start();
    long pid = awaitPid(folder.resolve("pid"));
    Change planned = Processes.signal(pid, "HUP", Mode.DRY_RUN);
    assertThat(planned.what()).containsExactly("process " + pid + ": signal HUP");
    assertThat(folder.resolve("got")).doesNotExist();
    assertThat(Processes.signal(pid, "HUP", Mode.APPLY).changed()).isTrue();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("got")).exists();
    assertThatIOException()
        .isThrownBy(() -> Processes.signal(pid, "HUP", Mode.APPLY))
        .withMessage("there is no process " + pid);
    assertThatIllegalArgumentException().isThrownBy(() -> Processes.signal(pid, "-9", Mode.APPLY));
  }

  @Test
  void endsATreeOfProcesses() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "sleep 1000 & echo $! >child; wait")
            .directory(folder.toFile())
            .start();
    long child = awaitPid(folder.resolve("child"));
    Change planned = Processes.kill(process.pid(), SHORT, Mode.DRY_RUN);
    assertThat(planned.what())
        .containsExactly("process " + process.pid() + ": ended, and 1 that it started");
    assertThat(process.isAlive()).isTrue();
    assertThat(Processes.kill(process.pid(), SHORT, Mode.APPLY).what()).isEqualTo(planned.what());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    await("the child's end", () -> !isAlive(child));
  }

  @Test
  void doesNotEndTheSystemNorItself() {
    for (long pid : new long[] {-1, 0, 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Processes.kill(pid, SHORT, Mode.APPLY))
          .withMessage("process " + pid + ": the system itself is not ended");
    }
    Optional<ProcessHandle> above = Optional.of(ProcessHandle.current());
    while (above.isPresent() && above.get().pid() > 1) {
      long pid = above.get().pid();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Processes.kill(pid, SHORT, Mode.APPLY))
          .withMessage(
              "process "
                  + pid
                  + " is the agent, or one that the agent runs below; it is not ended");
      above = above.get().parent();
    }
  }

  @Test
  void readsWhatProcTells() {
    String status = "Name:\tmy (odd) name\nState:\tS (sleeping)\nVmRSS:\t   1234 kB\n";
    assertThat(ProcessScan.value(status, "Name")).isEqualTo("my (odd) name");
    assertThat(ProcessScan.kibibytes(ProcessScan.value(status, "VmRSS"))).isEqualTo(1234);
    assertThat(ProcessScan.kibibytes(ProcessScan.value(status, "VmSwap"))).isZero();
    assertThat(ProcessScan.command("nginx: worker\0\0\0")).isEqualTo("nginx: worker");
    assertThat(ProcessScan.command("a\0b c\0")).isEqualTo("a b c");
    assertThat(ProcessScan.command("x".repeat(5000))).hasSize(4099);
  }
}
