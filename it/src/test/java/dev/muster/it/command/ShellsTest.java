package dev.muster.it.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.Run;
import dev.muster.Shells;
import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Line;
import dev.muster.model.Output;
import dev.muster.model.Pty;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.StdStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// C9, P15: shells that are kept, on several hosts.
@Tag("peers")
class ShellsTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HOSTS = "127.0.0.[1-3]";

  private static UserKeys keys;
  private static OpenSshServer openSsh;
  private static DropbearServer dropbear;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    openSsh = OpenSshServer.start(keys);
    dropbear = DropbearServer.start(keys);
  }

  @AfterAll
  static void stop() {
    openSsh.close();
    dropbear.close();
    keys.close();
  }

  private static Muster open(RealServer server) {
    return Muster.open(Reach.to(server, keys));
  }

  private static Output one(Shells shells, String text) throws Exception {
    return Reach.output(shells.run(text).results().getFirst());
  }

  private static List<String> messages(Shells shells, String text) throws Exception {
    return shells.run(text).results().stream().map(Result::message).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenSSH", "dropbear"})
  void keepTheirStateAndTellEachStatus(String name) throws Exception {
    try (Muster muster = open(name.equals("dropbear") ? dropbear : openSsh);
        Shells shells = muster.group(HOSTS).shells()) {
      assertThat(shells.run("cd /usr; X='a  b'; f() { echo f $1; return 4; }").ok()).isTrue();
      Output output = one(shells, "pwd; echo \"$X\"; printf end; echo err >&2");
      assertThat(output.out()).isEqualTo("/usr\na  b\nend");
      assertThat(output.err()).isEqualTo("err\n");
      assertThat(messages(shells, "f it")).allMatch(message -> message.endsWith(": exited 4"));
      assertThat(messages(shells, "kill -9 $$"))
          .allMatch(message -> message.matches(".*: (killed by KILL|exited 137)"));
    }
  }

  /// What a command prints may be anything, and its text too.
  @Test
  void survivesWhatItIsGiven() throws Exception {
    try (Muster muster = open(openSsh);
        Shells shells = muster.group(Reach.HOST).shells()) {
      assertThat(one(shells, "echo it's' me'").out()).isEmpty();
      assertThat(messages(shells, "if")).containsExactly("127.0.0.1: exited 2");
      assertThat(messages(shells, "nosuchprogram")).containsExactly("127.0.0.1: exited 127");
      assertThat(one(shells, "cat; read x; echo $x").out()).as("nothing to read").isEqualTo("\n");
      assertThat(one(shells, "cat <<E\nhere\nE\n# the end").out()).isEqualTo("here\n");
      assertThat(one(shells, "printf() { echo mine; }; printf").out()).isEqualTo("mine\n");
      assertThat(one(shells, "set -v; set -x; echo out").out()).isEqualTo("out\n");
      assertThat(one(shells, "set +v; set +x; head -c 3000000 /dev/zero").size(StdStream.OUT))
          .isEqualTo(3_000_000);
      assertThat(one(shells, "(sleep 0.3; echo late) & echo now").out()).isEqualTo("now\n");
      assertThat(one(shells, "wait; echo after").out()).endsWith("after\n");
    }
  }

  @Test
  void linesComeAsTheyArePrintedAndReadingMayStop() throws Exception {
    try (Muster muster = open(openSsh);
        Shells shells = muster.group(Reach.HOST).shells();
        Run<Completed> run = shells.start("echo one; sleep 0.5; echo two")) {
      assertThat(run.nextLine(SOON)).map(Line::text).hasValue("one");
      assertThat(run.nextLine(Duration.ZERO)).as("a read that times out").isEmpty();
      assertThat(run.await(Duration.ofMillis(1)).pending())
          .as("a join that times out")
          .containsExactly(Reach.HOST);
      assertThat(run.nextLine(SOON)).map(Line::text).hasValue("two");
      assertThat(run.await().ok()).isTrue();
    }
  }

  @Test
  void runsOneCommandAfterAnother() throws Exception {
    try (Muster muster = open(openSsh);
        Shells shells = muster.group(HOSTS).shells();
        Run<Completed> first = shells.start("sleep 0.3; N=1");
        Run<Completed> second = shells.start("N=$((N + 1)); echo $N")) {
      assertThat(second.lines().map(Line::text)).containsExactly("2", "2", "2");
      assertThat(first.isOver()).isTrue();
      assertThat(one(shells, "echo $N").out()).isEqualTo("2\n");
    }
  }

  @Test
  void saysThatAShellHasEnded() throws Exception {
    try (Muster muster = open(openSsh);
        Shells shells = muster.group(Reach.HOST).shells()) {
      assertThat(messages(shells, "echo bye; exit 3")).containsExactly("127.0.0.1: exited 3");
      Result<Completed> next = shells.run("echo again").results().getFirst();
      assertThat(next).isInstanceOf(Result.Unreached.class);
      assertThat(next.message())
          .isEqualTo("127.0.0.1: open: the shell on the host has ended with status 3");
    }
  }

  @Test
  void aCommandThatIsStoppedEndsItsShell() throws Exception {
    RunOptions soon = RunOptions.standard().withTimeout(Duration.ofSeconds(1));
    try (Muster muster = open(dropbear);
        Shells shells = muster.group(HOSTS).shells()) {
      assertThat(shells.run("true").ok()).isTrue();
      assertThat(shells.run("echo so far; exec sleep 600", soon).results())
          .allSatisfy(result -> {
            assertThat(result.message())
                .endsWith(": run: not done within its timeout of 1s; it may have run");
            assertThat(((Result.Lost<Completed>) result).output().out()).isEqualTo("so far\n");
          });
      assertThat(shells.run("true").results())
          .allMatch(result -> result instanceof Result.Unreached<Completed>);
    }
  }

  @Test
  void closingEndsWhatRunsAndWhatWaits() throws Exception {
    try (Muster muster = open(openSsh)) {
      Group group = muster.group(HOSTS);
      Shells shells = group.shells();
      Run<Completed> running = shells.start("echo begun; exec sleep 600");
      assertThat(running.lines().limit(3).map(Line::text))
          .containsExactly("begun", "begun", "begun");
      Run<Completed> waiting = shells.start("echo never");
      shells.close();
      assertThat(running.await(SOON).results())
          .hasSize(3)
          .allMatch(result -> result instanceof Result.Lost<Completed>);
      assertThat(waiting.await(SOON).results())
          .hasSize(3)
          .allMatch(result -> result instanceof Result.Unreached<Completed>);
      assertThatIllegalStateException()
          .isThrownBy(() -> shells.start("true"))
          .withMessage("the shells are closed");
      assertThat(group.run(Command.of("true")).ok()).as("the group goes on").isTrue();
    }
  }

  @Test
  void aHostThatIsNotReachedSaysSoEachTime() throws Exception {
    try (Muster muster = Muster.open(Reach.toNobody(keys));
        Shells shells = muster.group(Reach.HOST).shells()) {
      for (int i = 0; i < 2; i++) {
        assertThat(messages(shells, "true")).allMatch(message -> message.contains("connect: "));
      }
    }
  }

  @Test
  void otherShellsServeToo() throws Exception {
    try (Muster muster = open(openSsh);
        Shells shells = muster.group(Reach.HOST).shells(Command.of("bash", "--posix"))) {
      assertThat(one(shells, "A=(x y); echo ${A[1]}").out()).isEqualTo("y\n");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> muster.group(Reach.HOST).shells(Command.of("sh").on(Pty.plain())))
          .withMessage(
              "a shell that is kept has no terminal, no input of its own and no host words");
    }
  }
}
