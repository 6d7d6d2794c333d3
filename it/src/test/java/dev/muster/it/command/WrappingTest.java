package dev.muster.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Muster;
import dev.muster.Run;
import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Line;
import dev.muster.model.Output;
import dev.muster.model.OutputMode;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which shell reads a command, where its errors go, what signals do to it.
@Tag("peers")
class WrappingTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String BOTH = "for i in 1 2 3; do echo out$i; echo err$i >&2; done";

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

  private static Output run(Command command) throws Exception {
    try (Muster muster = Muster.open(Reach.to(openSsh, keys))) {
      return Reach.output(muster.group(Reach.HOST).run(command).results().getFirst());
    }
  }

  @Test
  void mergesErrorsInOrder() throws Exception {
    List<Command> commands =
        List.of(
            Command.shell(BOTH),
            Command.shell(BOTH).by("bash", "-c"),
            Command.of("sh", "-c", BOTH));
    for (Command command : commands) {
      Output output = run(command.withMergedErrors());
      assertThat(output.out()).isEqualTo("out1\nerr1\nout2\nerr2\nout3\nerr3\n");
      assertThat(output.err()).isEmpty();
    }
  }

  @Test
  void theLoginShellReadsATextWhoseErrorsAreMerged() throws Exception {
    String shell = run(Command.shell("echo $0 $SHELL")).out();
    assertThat(run(Command.shell("echo $0 $SHELL").withMergedErrors()).out())
        .isEqualTo(shell.replaceFirst("^\\S+", shell.strip().split(" ", 2)[1]));
  }

  @Test
  void aChosenShellReadsTheText() throws Exception {
    assertThat(run(Command.shell("shopt -q login_shell && echo login").by("bash", "-lc")).out())
        .isEqualTo("login\n");
    assertThat(run(Command.shell("print qq(it's perl)").by("perl", "-e")).out())
        .isEqualTo("it's perl");
  }

  /// OpenSSH passes signals on unless the user is root.
  @Test
  void signalsReachTheCommand() throws Exception {
    Command command =
        Command.shell("trap 'echo heard; exit 5' USR1; echo ready; while :; do sleep 0.02; done");
    try (Muster muster = Muster.open(Reach.to(dropbear, keys));
        Run<Completed> run = muster.group("127.0.0.[1-3]").start(command)) {
      List<String> lines = run.lines().limit(3).map(Line::text).toList();
      assertThat(lines).containsExactly("ready", "ready", "ready");
      run.signal("USR1");
      assertThat(run.lines().map(Line::text)).containsExactly("heard", "heard", "heard");
      assertThat(run.await().results())
          .extracting(Result::message)
          .allMatch(message -> message.endsWith(": exited 5"));
    }
  }

  /// A4: what was printed until contact was lost is there, and so is what may have happened. A pipe
  /// holds 64 KiB: when so much more was written, the server has read and sent the beginning.
  @Test
  void aServerThatDiesLeavesWhatWasPrinted() throws Exception {
    RunOptions captured = RunOptions.standard().withOutput(OutputMode.CAPTURE);
    try (OpenSshServer mortal = OpenSshServer.start(keys);
        Muster muster = Muster.open(Reach.to(mortal, keys));
        Run<Completed> run =
            muster
                .group(Reach.HOST)
                .start(
                    Command.shell(
                        "echo so far; head -c 400000 /dev/zero; kill -9 $PPID; exec sleep 600"),
                    captured)) {
      Result<Completed> result = run.await(SOON).results().getFirst();
      assertThat(result).isInstanceOf(Result.Lost.class);
      assertThat(((Result.Lost<Completed>) result).output().out()).startsWith("so far\n");
      assertThat(result.message()).contains("run: ").endsWith("; it may have run");
    }
  }
}
