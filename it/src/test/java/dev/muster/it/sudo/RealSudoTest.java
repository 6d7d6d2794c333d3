package dev.muster.it.sudo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.Shells;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.SudoServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Failure;
import dev.muster.model.HostKeys;
import dev.muster.model.Input;
import dev.muster.model.Line;
import dev.muster.model.OutputMode;
import dev.muster.model.Pty;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The real `sudo`, over real `sshd`: users with rules of their own.
@Tag("peers")
@Tag("root")
class RealSudoTest {

  private static final String HOST = "127.0.0.1";

  /// Each user is what the rules make of him.
  private static final Map<String, List<String>> RULES =
      Map.of(
          "mm-asked", List.of("mm-asked ALL=(ALL:ALL) ALL"),
          "mm-free", List.of("mm-free ALL=(ALL:ALL) NOPASSWD: ALL"),
          "mm-nobody", List.of(),
          "mm-one", List.of("mm-one ALL=(ALL:ALL) /usr/bin/id"),
          "mm-fixed", List.of("mm-fixed ALL=(ALL:ALL) NOSETENV: /bin/sh"),
          "mm-tty", List.of("mm-tty ALL=(ALL:ALL) ALL", "Defaults:mm-tty requiretty"),
          "mm-pty", List.of("mm-pty ALL=(ALL:ALL) ALL", "Defaults:mm-pty use_pty"),
          "mm-lectured",
              List.of(
                  "mm-lectured ALL=(ALL:ALL) ALL",
                  "Defaults:mm-lectured lecture=always, insults, passwd_tries=1"));

  private static final Duration SOON = Duration.ofSeconds(20);

  private static UserKeys keys;
  private static SudoServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = SudoServer.start(keys, RULES);
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  private static MusterOptions options(String user, @Nullable String password) {
    Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of(HOST));
    return MusterOptions.standard()
        .withSsh(
            SshSettings.standard()
                .withUser(user)
                .withPort(server.port())
                .withIdentity(keys.ed25519())
                .withHostKeys(HostKeys.standard().withUserFiles(List.of(known))))
        .withSudoPasswords(_ -> Optional.ofNullable(password).map(String::toCharArray));
  }

  private static Result<Completed> run(String user, @Nullable String password, Command command)
      throws Exception {
    try (Muster muster = Muster.open(options(user, password))) {
      return muster.group(HOST).run(command).results().getFirst();
    }
  }

  private static String out(String user, Command command) throws Exception {
    return output(run(user, SudoServer.PASSWORD, command));
  }

  private static String output(Result<Completed> result) {
    assertThat(result).as(result.message()).isInstanceOf(Result.Done.class);
    Completed how = ((Result.Done<Completed>) result).value();
    assertThat(how.output().err()).as(how.words()).isEmpty();
    return how.output().out();
  }

  @ParameterizedTest(name = "{0}, given {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # user    | given       | cause          | message
          mm-asked    | wrong       | WRONG_PASSWORD | the password of mm-asked was refused (Sorry, try again.); it was tried once
          mm-asked    |             | NO_PASSWORD    | a password of mm-asked is wanted, and none is given
          mm-pty      | wrong       | WRONG_PASSWORD | the password of mm-pty was refused (Sorry, try again.); it was tried once
          mm-nobody   | open sesame | REFUSED        | mm-nobody is not in the sudoers file.
          mm-one      | open sesame | REFUSED        | Sorry, user mm-one is not allowed to execute '/bin/sh -c … && exec "$@" sh touch
          mm-tty      | open sesame | REFUSED        | sorry, you must have a tty to run sudo; run it on a terminal
          mm-lectured | wrong       | REFUSED        | 1 incorrect password attempt
          """)
  void saysWhyNothingRan(
      String user, @Nullable String password, Failure.Sudo.Cause cause, String message)
      throws Exception {
    Path ran = folder.resolve("ran");
    Result<Completed> result = run(user, password, Command.of("touch", ran.toString()).sudo());
    assertThat(result).isInstanceOf(Result.Unreached.class);
    Failure.Sudo why = (Failure.Sudo) result.failure().orElseThrow();
    assertThat(why.message()).contains("sudo: ").contains(message);
    assertThat(why.cause()).isEqualTo(cause);
    assertThat(ran).doesNotExist();
  }

  @Test
  void namesAUserThatThereIsNot() throws Exception {
    assertThat(run("mm-free", null, Command.of("true").sudo("mm-nowhere")).message())
        .startsWith("127.0.0.1: sudo: unknown user mm-nowhere");
  }

  @Test
  void namesVariablesThatMayNotBeKept() throws Exception {
    Command command = Command.of("true").sudo().withEnvironment("FOO", "1");
    assertThat(run("mm-fixed", SudoServer.PASSWORD, command).message())
        .contains("not allowed")
        .contains("FOO");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mm-asked", "mm-free", "mm-pty"})
  void runsAsAnother(String user) throws Exception {
    assertThat(out(user, Command.of("id", "-un").sudo())).isEqualTo("root\n");
    assertThat(out(user, Command.shell("id -un; echo $SUDO_USER").sudo("mm-one")))
        .isEqualTo("mm-one\n" + user + "\n");
    assertThat(out(user, Command.of("printf", "%s|", "a  b", "$HOME", "it's", "").sudo()))
        .isEqualTo("a  b|$HOME|it's||");
  }

  @Test
  void keepsVariables() throws Exception {
    Command command = Command.shell("echo \"$FOO\"").withEnvironment("FOO", "a  b'c").sudo();
    assertThat(out("mm-asked", command)).isEqualTo("a  b'c\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mm-asked", "mm-free", "mm-pty"})
  void readsTheWholeInput(String user) throws Exception {
    Path file = folder.resolve("input");
    Files.write(file, "0123456789abcdef\n".repeat(200_000).getBytes(StandardCharsets.US_ASCII));
    assertThat(out(user, Command.of("cat").withInput(Input.of(file)).sudo()))
        .isEqualTo(Files.readString(file));
  }

  /// A terminal in the terminal, with `use_pty`.
  @ParameterizedTest
  @ValueSource(strings = {"mm-asked", "mm-free", "mm-tty", "mm-pty"})
  void runsOnATerminal(String user) throws Exception {
    Command command = Command.shell("tty -s && id -un; echo err >&2").sudo().on(Pty.plain());
    assertThat(out(user, command)).isEqualTo("root\r\nerr\r\n");
  }

  @Test
  void aLectureComesBeforeTheCommandsErrors() throws Exception {
    Command command = Command.shell("echo err >&2").sudo();
    Result<Completed> result = run("mm-lectured", SudoServer.PASSWORD, command);
    assertThat(((Result.Done<Completed>) result).value().output().err())
        .contains("#1) Respect the privacy of others.")
        .doesNotContain("muster-")
        .endsWith("err\n");
  }

  @Test
  void aCommandThatFailsIsNoRefusal() throws Exception {
    Command command = Command.shell("echo Sorry, try again. >&2; exit 1").sudo();
    Result<Completed> result = run("mm-asked", SudoServer.PASSWORD, command);
    assertThat(result.message()).isEqualTo("127.0.0.1: exited 1");
    assertThat(run("mm-asked", SudoServer.PASSWORD, Command.of("nowhere").sudo()).message())
        .isEqualTo("127.0.0.1: exited 127");
  }

  /// The user who logged in may not signal what runs as root. Whether the command has begun is
  /// known by what comes on the standard error; its standard output may overtake that, and a stop
  /// in between would reach `sudo` alone. So it tells of itself there.
  @ParameterizedTest
  @CsvSource({"mm-asked, false", "mm-free, false", "mm-pty, false", "mm-pty, true", "mm-tty, true"})
  void aStopEndsTheCommand(String user, boolean onTerminal) throws Exception {
    Command command = Command.shell("sleep 600 & echo $$ >&2; echo $! >&2; wait").sudo();
    RunOptions patient =
        RunOptions.standard().withOutput(OutputMode.LINES).withGrace(Duration.ofSeconds(20));
    try (Muster muster = Muster.open(options(user, SudoServer.PASSWORD));
        Run<Completed> run =
            muster
                .group(HOST)
                .oneShot()
                .start(onTerminal ? command.on(Pty.plain()) : command, patient)) {
      List<Long> pids = List.of(number(run), number(run));
      assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isPresent());
      run.cancel();
      assertThat(run.await().results().getFirst().message())
          .isEqualTo("127.0.0.1: run: cancelled; it may have run");
      for (long pid : pids) {
        awaitGone(pid);
      }
    }
  }

  private static long number(Run<Completed> run) throws InterruptedException {
    return run.nextLine(SOON).map(Line::text).map(Long::parseLong).orElseThrow();
  }

  private static void awaitGone(long pid) {
    long end = System.nanoTime() + SOON.toNanos();
    while (Files.exists(Path.of("/proc/" + pid))) {
      assertThat(System.nanoTime()).as("process %d still runs", pid).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void signalsReachTheCommand() throws Exception {
    Command command =
        Command.shell( // a shell may say what became of its sleep
            "trap 'echo heard; exit 5' USR1; echo ready >&2; exec 2>/dev/null;"
                + " while :; do sleep 0.02; done");
    try (Muster muster = Muster.open(options("mm-asked", SudoServer.PASSWORD));
        Run<Completed> run = muster.group(HOST).start(command.sudo())) {
      assertThat(run.nextLine(SOON).map(Line::text)).hasValue("ready");
      run.signal("SIGUSR1");
      assertThat(run.nextLine(SOON).map(Line::text)).hasValue("heard");
      assertThat(run.await().results().getFirst().message()).isEqualTo("127.0.0.1: exited 5");
    }
  }

  /// A shell that is kept, and a pipe, may be another user's too.
  @Test
  void shellsAndPipesMayBeAnothers() throws Exception {
    try (Muster muster = Muster.open(options("mm-asked", SudoServer.PASSWORD));
        Shells shells = muster.group(HOST).shells(Command.of("/bin/sh").sudo("mm-one"))) {
      assertThat(shells.run("X=$(id -un)").ok()).isTrue();
      assertThat(output(shells.run("echo $X").results().getFirst())).isEqualTo("mm-one\n");
      Group group = muster.group(HOST);
      Command reads = Command.shell("cat; id -un").sudo("mm-free");
      Command prints = Command.of("id", "-un").sudo();
      assertThat(output(group.run(reads.withInput(group.output(prints))).results().getFirst()))
          .isEqualTo("root\nmm-free\n");
    }
  }
}
