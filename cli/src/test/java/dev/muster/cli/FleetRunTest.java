package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Exit;
import dev.muster.fleet.Point;
import dev.muster.fleet.Script;
import dev.muster.fleet.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The command from its arguments to its status, over the real engine, on hosts in this process.
class FleetRunTest {

  @TempDir Path folder;

  private static Function<InetAddress, Behaviour> all(Answer answer) {
    return _ -> Behaviour.of(Script.always(answer));
  }

  private static int number(InetAddress address) {
    return address.getAddress()[3] & 0xFF;
  }

  @Test
  void partsTheStreamsAndSaysHowCommandsEnded() throws Exception {
    Answer answer = Answer.of("out\n").withErr("err\n").withStatus(3);
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(answer))) {
      Cli cli = fleet.run("run", "127.0.1.[1-200]", "--", "uname -s; exit 3");
      assertThat(cli.sortedOut()).hasSize(200).contains("127.0.1.1: out", "127.0.1.200: out");
      assertThat(cli.sortedErr())
          .hasSize(201)
          .contains("127.0.1.17: err")
          .anyMatch(line -> line.startsWith("200 hosts: 200 exited 3 in "));
      assertThat(cli.status()).isEqualTo(1);
    }
  }

  /// M9: one host is slow to log in, and is named for that phase and as a whole.
  @Test
  void saysWhereTheTimeWent() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("")));
    Trouble slow = new Trouble.Slow(Set.of(Point.AUTHENTICATING), Duration.ofMillis(1500));
    try (LoopbackFleet fleet =
        LoopbackFleet.of(folder, address -> number(address) == 7 ? good.with(slow) : good)) {
      Cli cli = fleet.run("run", "127.0.1.[1-9]", "--times", "x");
      String[] lines = cli.err().lines().toArray(String[]::new);
      assertThat(lines[1]).matches(" +count +median +99 of 100 +slowest");
      assertThat(cli.err())
          .containsPattern(
              "\nconnect +9 +[0-9.]+ m?s +[0-9.]+ m?s +[0-9.]+ m?s  127\\.0\\.1\\.\\d:\\d+\n")
          .containsPattern("\nkey exchange +9 +[0-9.]+ m?s")
          .containsPattern("\nauthenticate +9 .* [1-9]\\.\\d s  127\\.0\\.1\\.7:\\d+\n")
          .containsPattern("\nwhole hosts +9 .* [1-9]\\.\\d s  127\\.0\\.1\\.7\n");
      assertThat(fleet.run("run", "127.0.1.1", "x").err()).doesNotContain("99 of 100");
      assertThat(fleet.run("ping", "127.0.1.[1-3]", "--times").err())
          .containsPattern("\nauthenticate +3 ");
    }
  }

  @Test
  void foldsWhatIsEqual() throws Exception {
    try (LoopbackFleet fleet =
        LoopbackFleet.of(
            folder,
            address ->
                Behaviour.of(Script.always(Answer.of(number(address) < 3 ? "old\n" : "new\n"))))) {
      Cli cli = fleet.run("run", "127.0.1.[1-9]", "-b", "x");
      String rule = "---------------\n";
      assertThat(cli.out())
          .contains(rule + "127.0.1.[1-2] (2)\n" + rule + "old\n")
          .contains(rule + "127.0.1.[3-9] (7)\n" + rule + "new\n");
      assertThat(cli.status()).isZero();
    }
  }

  @Test
  void aKeyThatDiffersFailsClosedAndNamesTheFileAndTheLine() throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.of("x\n")));
        LoopbackFleet other =
            LoopbackFleet.of(Files.createDirectory(folder.resolve("other")), all(Answer.of("")))) {
      String key =
          Files.readString(other.knownHosts())
              .replaceFirst("]:[0-9]+", "]:" + fleet.fleet().port());
      Path wrong = Files.writeString(folder.resolve("wrong"), "# not theirs\n" + key);
      Cli cli = fleet.run("run", "127.0.1.[1-3]", "-oUserKnownHostsFile=" + wrong, "x");
      assertThat(cli.sortedErr())
          .hasSize(4)
          .filteredOn(line -> line.startsWith("127."))
          .allMatch(line -> line.matches("127\\.0\\.1\\.[1-3]: host key .* but .*wrong:2 has .*"));
      assertThat(cli.out()).isEmpty();
      assertThat(cli.status()).isEqualTo(3);
    }
  }

  @Test
  void putsANewKeyOnFileOnlyWhenAsked() throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.of("x\n")))) {
      Path empty = folder.resolve("empty");
      String option = "-oUserKnownHostsFile=" + empty;
      assertThat(fleet.run("run", "127.0.1.1", option, "x").status()).isEqualTo(3);
      assertThat(empty).doesNotExist();
      Cli trusting = fleet.run("run", "127.0.1.[1-3]", option, "--host-keys", "accept-new", "x");
      assertThat(trusting.status()).isZero();
      assertThat(Files.readAllLines(empty)).hasSize(3);
      assertThat(fleet.run("run", "127.0.1.[1-3]", option, "x").status()).isZero();
    }
  }

  @Test
  void warnsOnceIfNothingIsChecked() throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.of("x\n")))) {
      Cli cli =
          fleet.run("run", "127.0.1.[1-3]", "-oUserKnownHostsFile=none", "--host-keys=off", "x");
      assertThat(cli.err().lines().filter(line -> line.contains("warning: host keys"))).hasSize(1);
      assertThat(cli.status()).isZero();
    }
  }

  /// Criterion: one host that hangs in a phase costs the others nothing and ends at its limit with
  /// the phase named.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ACCEPTED       | banner
          IDENTIFIED     | key exchange
          SHARED         | key exchange
          AUTHENTICATING | authenticate
          OPENING        | open
          STARTING       | open
          RUNNING        | run
          """)
  void oneHungHostEndsAtItsTimeoutAndNamesThePhase(Point point, String phase) throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("x\n")));
    try (LoopbackFleet fleet =
        LoopbackFleet.of(folder, a -> number(a) == 7 ? good.with(new Trouble.Hang(point)) : good)) {
      Cli cli = fleet.run("run", "127.0.1.[1-30]", "--timeout", "700ms", "--grace", "100ms", "x");
      assertThat(cli.sortedOut()).hasSize(29);
      assertThat(cli.err())
          .contains("127.0.1.7: " + phase + ": not done within its timeout of 700ms")
          .contains("30 hosts: 29 ok, 1 timed out in ");
      assertThat(cli.status()).isEqualTo(4);
    }
  }

  @Test
  void aPhaseThatTakesTooLongMeansUnreached() throws Exception {
    Behaviour hung =
        Behaviour.of(Script.always(Answer.of(""))).with(new Trouble.Hang(Point.ACCEPTED));
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, _ -> hung)) {
      Cli cli = fleet.run("run", "127.0.1.1", "--connect-timeout", "300ms", "x");
      assertThat(cli.err()).contains("127.0.1.1: banner: no answer from 127.0.1.1:");
      assertThat(cli.status()).isEqualTo(3);
    }
  }

  /// L2: a limit of its own for authenticating.
  @Test
  void aLogInThatTakesTooLongMeansUnreached() throws Exception {
    Behaviour hung =
        Behaviour.of(Script.always(Answer.of(""))).with(new Trouble.Hang(Point.AUTHENTICATING));
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, _ -> hung)) {
      Cli cli = fleet.run("run", "127.0.1.1", "--login-timeout", "300ms", "x");
      assertThat(cli.err())
          .containsPattern("127\\.0\\.1\\.1: authenticate: no answer from .* within 300ms\n");
      assertThat(cli.status()).isEqualTo(3);
    }
  }

  @Test
  void theDeadlineEndsTheRun() throws Exception {
    try (LoopbackFleet fleet =
        LoopbackFleet.of(folder, all(Answer.of("").after(Duration.ofMinutes(5))))) {
      Cli cli = fleet.run("run", "127.0.1.[1-4]", "-f2", "--deadline=500ms", "--grace=100ms", "x");
      assertThat(cli.err())
          .contains(
              "127.0.1.4: waiting for its turn: not done when the run's deadline of 500ms passed\n")
          .contains("; it may have run\n")
          .contains("4 hosts: 4 timed out in ");
      assertThat(cli.status()).isEqualTo(4);
    }
  }

  @Test
  void tellsALostHostFromOneThatWasNotReached() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("x\n")));
    try (LoopbackFleet fleet =
        LoopbackFleet.of(
            folder,
            address ->
                switch (number(address)) {
                  case 1 -> good.with(new Trouble.Close(Point.ACCEPTED, true));
                  case 2 -> good.with(new Trouble.Close(Point.RUNNING, false));
                  case 3 -> good.with(new Trouble.Deny());
                  default -> good;
                })) {
      Cli cli = fleet.run("run", "127.0.1.[1-4]", "--connect-timeout", "300ms", "x");
      assertThat(cli.sortedOut()).containsExactly("127.0.1.4: x");
      assertThat(cli.err())
          .contains("4 hosts: 1 ok, 2 unreached, 1 lost in ")
          .containsPattern("127\\.0\\.1\\.2: run: .*; it may have run\n")
          .contains("127.0.1.3: authenticate: ")
          .contains("  unreached: 127.0.1.[1,3]\n")
          .contains("  lost: 127.0.1.2\n");
      assertThat(cli.status()).isEqualTo(5);
    }
  }

  /// U3: a busy server turns connections away before it says anything; that is worth another try.
  @Test
  void triesAgainWhereAServerTurnsConnectionsAway() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("x\n")));
    Behaviour busy = good.with(new Trouble.Close(Point.ACCEPTED, true));
    var connections = new ConcurrentHashMap<InetAddress, Integer>();
    try (LoopbackFleet fleet =
        LoopbackFleet.of(folder, a -> connections.merge(a, 1, Integer::sum) <= 3 ? busy : good)) {
      connections.clear();
      Cli cli = fleet.run("run", "127.0.1.[1-20]", "x");
      assertThat(cli.sortedOut()).hasSize(20);
      assertThat(connections.values()).containsOnly(4);
      assertThat(cli.err()).startsWith("20 hosts: 20 ok in ");
    }
  }

  @Test
  void tellsASignal() throws Exception {
    Answer killed = Answer.of("").withExit(new Exit.Signal("KILL"));
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(killed))) {
      Cli cli = fleet.run("run", "127.0.1.1", "x");
      assertThat(cli.err()).startsWith("1 host: 1 killed by KILL in ");
      assertThat(cli.status()).isEqualTo(1);
    }
  }

  @Test
  void pings() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("x\n")));
    try (LoopbackFleet fleet =
        LoopbackFleet.of(folder, a -> number(a) == 2 ? good.with(new Trouble.Deny()) : good)) {
      Cli cli = fleet.run("ping", "127.0.1.[1-3]");
      assertThat(cli.sortedOut())
          .hasSize(2)
          .allMatch(line -> line.matches("127\\.0\\.1\\.[13]: reached in .*s"));
      assertThat(cli.err()).contains("3 hosts: 2 ok, 1 unreached in ");
      assertThat(cli.status()).isEqualTo(3);
    }
  }

  /// P14: one input for every host.
  @Test
  void givesEveryHostTheSameInput() throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.echoing()))) {
      Cli small = fleet.runWith("a\nb\n", "run", "127.0.1.[1-2]", "--input", "-", "cat");
      assertThat(small.sortedOut())
          .containsExactly("127.0.1.1: a", "127.0.1.1: b", "127.0.1.2: a", "127.0.1.2: b");
      assertThat(fleet.runWith("lost", "run", "127.0.1.1", "cat").out())
          .as("not asked for")
          .isEmpty();
    }
  }

  @Test
  void givesEveryHostALargeInputWhole() throws Exception {
    String line = "0123456789".repeat(10) + "\n";
    String input = line.repeat(30_000);
    Path file = Files.writeString(folder.resolve("input"), input);
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.echoing()))) {
      Cli fromFile = fleet.run("run", "127.0.1.[1-3]", "-b", "--input", file.toString(), "cat");
      assertThat(fromFile.out())
          .hasSize(
              "---------------\n".length() * 2 + "127.0.1.[1-3] (3)\n".length() + input.length());
      Cli spooled = fleet.runWith(input, "run", "127.0.1.[1-3]", "-b", "--input", "-", "cat");
      assertThat(spooled.out()).isEqualTo(fromFile.out());
    }
  }

  @Test
  void aReaderThatGoesAwayEndsTheRunQuietly() throws Exception {
    var head =
        new OutputStream() {
          private int left = 100;

          @Override
          public void write(int b) throws IOException {
            if (left-- <= 0) {
              throw new IOException("Broken pipe");
            }
          }
        };
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.of("yes\n").endless()))) {
      Cli cli = fleet.runTo(head, false, "run", "127.0.1.[1-3]", "yes");
      assertThat(cli.err()).isEmpty();
      assertThat(cli.status()).isEqualTo(130);
    }
  }

  /// P8: the first Ctrl-C says who is pending, stops the run, and what there is is told.
  @Test
  void anInterruptStopsTheRunAndSaysWhoIsPending() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("")));
    Behaviour slow = Behaviour.of(Script.always(Answer.of("").after(Duration.ofMinutes(5))));
    var err =
        new ByteArrayOutputStream() {
          private boolean raised;

          @Override
          public synchronized void write(byte[] bytes, int from, int count) {
            super.write(bytes, from, count);
            boolean oneIsOver = toString(StandardCharsets.UTF_8).contains("127.0.1.1: exited 0");
            if (oneIsOver && !raised) {
              raised = true;
              Interrupts.raise();
            }
          }
        };
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, a -> number(a) == 1 ? good : slow)) {
      Cli cli = fleet.runHearing(err, "run", "127.0.1.[1-4]", "-v", "x");
      assertThat(cli.err())
          .contains("muster: stopping 3 hosts: 127.0.1.[2-4] (once more to end at once)\n")
          .contains("4 hosts: 1 ok, 3 cancelled in ");
      assertThat(cli.status()).isEqualTo(130);
      assertThat(Thread.interrupted()).as("nothing is left of it").isFalse();
    }
  }

  /// Criterion: hosts that hang, one in each phase, among 500 healthy ones.
  @Test
  void fiveHundredHostsAreDoneBeforeTheFirstOfThoseThatHangIsGivenUp() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("x\n")));
    Point[] points = Point.values();
    try (LoopbackFleet fleet =
        LoopbackFleet.of(
            folder,
            a -> a.getAddress()[2] == 9 ? good.with(new Trouble.Hang(points[number(a)])) : good)) {
      String hosts = "127.0.9.[0-%d],127.0.[1-2].[1-250]".formatted(points.length - 1);
      Cli cli = fleet.run("run", hosts, "--timeout", "5s", "--grace", "100ms", "-v", "x");
      assertThat(cli.sortedOut()).hasSize(500);
      long before =
          cli.err()
              .lines()
              .takeWhile(line -> !line.contains("not done within"))
              .filter(line -> line.contains(": exited 0"))
              .count();
      assertThat(before).as("healthy hosts done before that").isEqualTo(500);
      for (int i = 0; i < points.length; i++) {
        assertThat(cli.err())
            .contains(
                "127.0.9.%d: %s: not done within its timeout of 5s"
                    .formatted(i, phaseOf(points[i])));
      }
      assertThat(cli.err()).contains("500 ok, %d timed out in ".formatted(points.length));
      assertThat(cli.status()).isEqualTo(4);
    }
  }

  private static String phaseOf(Point point) {
    return switch (point) {
      case ACCEPTED -> "banner";
      case IDENTIFIED, PROPOSED, SHARED -> "key exchange";
      case SECURED, AUTHENTICATING -> "authenticate";
      case OPENING, STARTING -> "open";
      case RUNNING -> "run";
    };
  }

  @Test
  void quietSaysOnlyWhatWentWrong() throws Exception {
    Behaviour good = Behaviour.of(Script.always(Answer.of("x\n")));
    try (LoopbackFleet fleet =
        LoopbackFleet.of(folder, a -> number(a) == 2 ? good.with(new Trouble.Deny()) : good)) {
      Cli cli = fleet.run("run", "127.0.1.[1-3]", "-q", "x");
      assertThat(cli.out()).isEmpty();
      assertThat(cli.err().lines())
          .singleElement()
          .asString()
          .startsWith("127.0.1.2: authenticate: ");
    }
  }

  @Test
  void escapesOnATerminalUnlessToldNotTo() throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.of("a\u001b[2Jb\n")))) {
      var out = new ByteArrayOutputStream();
      fleet.runTo(out, true, "run", "127.0.1.1", "x");
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("127.0.1.1: a^[[2Jb\n");
      out.reset();
      fleet.runTo(out, true, "run", "127.0.1.1", "--raw", "x");
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("127.0.1.1: a\u001b[2Jb\n");
    }
  }

  /// P14: made and dropped in a loop, nothing is left.
  @Test
  void leavesNoThreadBehind() throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, all(Answer.of("x\n")))) {
      for (int i = 0; i < 20; i++) {
        assertThat(fleet.run("run", "127.0.1.[1-2]", "x").status()).isZero();
      }
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("muster-loop"));
    }
  }
}
