package dev.muster.it.sudo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Failure;
import dev.muster.model.Failure.Sudo.Cause;
import dev.muster.model.HostKeys;
import dev.muster.model.Input;
import dev.muster.model.Line;
import dev.muster.model.Output;
import dev.muster.model.Passwords;
import dev.muster.model.Phase;
import dev.muster.model.Pty;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshSettings;
import dev.muster.model.Trace;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `sudo` may answer, played by a program in its place: at a real sshd, as whoever runs the
/// tests. [RealSudoTest] asks the real one.
@Tag("peers")
class SudoAnswersTest {

  private static final String HOST = "127.0.0.1";
  private static final String PASSWORD = "open sesame";
  private static final String USER = System.getProperty("user.name");

  @TempDir static Path folder;

  private static UserKeys keys;
  private static OpenSshServer server;

  @TempDir Path own;

  private Path log;
  private Path ran;

  @BeforeAll
  static void start() throws Exception {
    keys = UserKeys.make();
    String path = "export PATH=$TESTS_PATH; exec /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"";
    server = OpenSshServer.start(keys, "AcceptEnv *", "ForceCommand " + path);
    Path sudo = Files.createDirectory(folder.resolve("bin")).resolve("sudo");
    try (InputStream in = SudoAnswersTest.class.getResourceAsStream("sudo")) {
      Files.copy(in, sudo);
    }
    Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectory(folder.resolve("none"));
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  @BeforeEach
  void files() throws Exception {
    log = Files.createFile(own.resolve("log"));
    ran = own.resolve("ran");
  }

  private MusterOptions options(String path, String answers) {
    Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of(HOST));
    return MusterOptions.standard()
        .withSsh(
            SshSettings.standard()
                .withPort(server.port())
                .withIdentity(keys.ed25519())
                .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)))
                .withEnvironment(
                    Map.of(
                        "TESTS_PATH", path, "SUDO_ANSWERS", answers, "SUDO_LOG", log.toString())));
  }

  /// Where host keys are not checked, and the server has another than the one on file.
  private MusterOptions distrusting(String answers) throws Exception {
    MusterOptions usual = options(answers);
    String another = Files.readString(UserKeys.publicHalf(keys.ed25519())).strip();
    Path known = keys.knownHosts(another, server.port(), List.of(HOST));
    HostKeys off = HostKeys.standard().withMode(HostKeys.Mode.OFF).withUserFiles(List.of(known));
    return usual.withSsh(usual.ssh().withHostKeys(off));
  }

  private MusterOptions options(String answers) {
    return options(folder.resolve("bin") + ":/usr/bin:/bin", answers);
  }

  private static Passwords knowing(@Nullable String password) {
    return _ -> Optional.ofNullable(password).map(String::toCharArray);
  }

  private Result<Completed> run(MusterOptions options, Command command) throws Exception {
    try (Muster muster = Muster.open(options)) {
      return muster.group(HOST).run(command).results().getFirst();
    }
  }

  private Output run(String answers, Command command) throws Exception {
    Result<Completed> result = run(options(answers).withSudoPasswords(knowing(PASSWORD)), command);
    assertThat(result).as(result.message()).isInstanceOf(Result.Done.class);
    return ((Result.Done<Completed>) result).value().output();
  }

  private List<String> given() throws Exception {
    return Files.readAllLines(log);
  }

  @ParameterizedTest(name = "{0}, given {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # it      | given       | cause          | message
          asks      | wrong       | WRONG_PASSWORD | the password of USER was refused (Sorry, try again.); it was tried once
          warns     | wrong       | WRONG_PASSWORD | the password of USER was refused (Sorry, try again.); it was tried once
          german    | wrong       | WRONG_PASSWORD | the password of USER was refused (Das hat nicht funktioniert, bitte nochmal probieren.); it was tried once
          code      | open sesame | WRONG_PASSWORD | the password of USER was refused, or more is wanted; it was tried once
          asks      |             | NO_PASSWORD    | a password of USER is wanted, and none is given
          unlisted  | open sesame | REFUSED        | USER is not in the sudoers file.  This incident will be reported.
          forbidden |             | REFUSED        | Sorry, user USER is not allowed to execute '/bin/sh -c … && exec "$@" sh touch
          tty       |             | REFUSED        | sorry, you must have a tty to run sudo; run it on a terminal
          silent    |             | REFUSED        | it ended with status 1 and said nothing
          killed    |             | REFUSED        | ``
          """)
  void saysWhyNothingRan(String answers, @Nullable String password, Cause cause, String message)
      throws Exception {
    MusterOptions options = options(answers).withSudoPasswords(knowing(password));
    Result<Completed> result = run(options, Command.of("touch", ran.toString()).sudo());
    assertThat(result).isInstanceOf(Result.Unreached.class);
    Failure.Sudo why = (Failure.Sudo) result.failure().orElseThrow();
    assertThat(why.cause()).isEqualTo(cause);
    assertThat(why.phase()).isEqualTo(Phase.SUDO);
    assertThat(why.message()).startsWith("sudo: " + message.replace("USER", USER));
    assertThat(ran).doesNotExist();
    assertThat(given()).as("passwords it was given").hasSize(password == null ? 0 : 1);
  }

  @Test
  void givesNoPasswordToAHostWhoseKeyIsAnother() throws Exception {
    MusterOptions options = distrusting("asks").withSudoPasswords(knowing(PASSWORD));
    Result<Completed> result = run(options, Command.of("touch", ran.toString()).sudo());
    Failure.Sudo why = (Failure.Sudo) result.failure().orElseThrow();
    assertThat(why.cause()).isEqualTo(Cause.DISTRUSTED);
    assertThat(why.message())
        .startsWith("sudo: not given the password of " + USER + ": host key is ssh-ed25519 ")
        .endsWith("; if the host was rebuilt, delete that line");
    assertThat(ran).doesNotExist();
    assertThat(given()).as("passwords it was given").isEmpty();

    Result<Completed> free =
        run(distrusting("free").withSudoPasswords(knowing(PASSWORD)), Command.of("true").sudo());
    assertThat(free.ok()).as(free.message()).isTrue();
  }

  /// An error is not waited for either.
  @Test
  void whoeverIsAskedMayFail() throws Exception {
    List<Passwords> failing =
        List.of(
            _ -> {
              throw new IllegalStateException("the safe is locked");
            },
            _ -> {
              throw new NoClassDefFoundError("the safe");
            });
    for (Passwords each : failing) {
      MusterOptions options = options("asks").withSudoPasswords(each);
      Result<Completed> result =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () -> run(options, Command.of("touch", ran.toString()).sudo()));
      assertThat(result).isInstanceOf(Result.Unreached.class);
      Failure.Sudo why = (Failure.Sudo) result.failure().orElseThrow();
      assertThat(why.cause()).isEqualTo(Cause.NO_PASSWORD);
      assertThat(why.message())
          .startsWith("sudo: whoever was asked for a password failed: ")
          .contains("the safe");
      assertThat(ran).doesNotExist();
    }
  }

  @Test
  void saysThatThereIsNoSudo() throws Exception {
    MusterOptions options = options(folder.resolve("none").toString(), "asks");
    Result<Completed> result = run(options, Command.of("/bin/true").sudo());
    Failure.Sudo why = (Failure.Sudo) result.failure().orElseThrow();
    assertThat(why.cause()).isEqualTo(Cause.MISSING);
    assertThat(why.message()).startsWith("sudo: there is none on the host: ").contains("not found");
  }

  @Test
  void namesTheVariablesThatMayNotBeKept() throws Exception {
    Command command = Command.of("true").sudo().withEnvironment("FOO", "1");
    assertThat(run(options("environment"), command).message())
        .endsWith("sorry, you are not allowed to set the following environment variables: FOO");
  }

  @ParameterizedTest
  @ValueSource(strings = {"free", "asks"})
  void runsWordsAsTheyAre(String answers) throws Exception {
    String[] words = {"printf", "%s|", "a  b", "$HOME", "it's", "`id`", "*", "-u", "--", "", "ü"};
    Output output = run(answers, Command.of(words).sudo("app user"));
    assertThat(output.out()).isEqualTo("a  b|$HOME|it's|`id`|*|-u|--||ü|");
    assertThat(output.err()).isEmpty();
    assertThat(given()).hasSize(answers.equals("free") ? 0 : 1);
  }

  @Test
  void shTakesAText() throws Exception {
    Command command = Command.shell("echo $SUDO_USER > /dev/stderr; echo \"$SUDO_TARGET\" | cat");
    Output output = run("asks", command.sudo("app"));
    assertThat(output.out()).isEqualTo("app\n");
    assertThat(output.err()).isEqualTo(USER + "\n");
  }

  @Test
  void anotherShellTakesAText() throws Exception {
    Command command = Command.shell("echo ${BASH_VERSION:0:1} $0").by("bash", "-c").sudo();
    assertThat(run("asks", command).out()).isEqualTo("5 bash\n");
  }

  @Test
  void hostWordsAndVariablesGoThrough() throws Exception {
    Command command =
        Command.shell("echo {host} \"$FOO\" $SUDO_KEPT")
            .withHostWords()
            .withEnvironment("FOO", "a  b'c")
            .withEnvironment("BAR", "")
            .sudo();
    assertThat(run("asks", command).out()).isEqualTo("127.0.0.1 a  b'c FOO,BAR\n");
  }

  /// The status is the command's, whatever it says in the words of `sudo`.
  @Test
  void whatTheCommandSaysIsItsOwn() throws Exception {
    String text = "echo \"$USER is not in the sudoers file.\" >&2; echo muster-0123: >&2; exit 1";
    Result<Completed> result =
        run(options("asks").withSudoPasswords(knowing(PASSWORD)), Command.shell(text).sudo());
    assertThat(result.message()).isEqualTo("127.0.0.1: exited 1");
    assertThat(((Result.Done<Completed>) result).value().output().err()).endsWith("muster-0123:\n");
  }

  @Test
  void passesOnWhatItWarnsOf() throws Exception {
    Output output = run("warns", Command.shell("echo err >&2").sudo());
    assertThat(output.err())
        .isEqualTo("sudo: unable to resolve host nowhere: Name or service not known\nerr\n");
  }

  /// The input is the command's from its first byte, and none of it is taken for a password.
  @ParameterizedTest
  @ValueSource(strings = {"free", "asks"})
  void theCommandReadsTheWholeInput(String answers) throws Exception {
    byte[] line = "0123456789abcdef\n".getBytes(StandardCharsets.US_ASCII);
    Path file = own.resolve("input");
    Files.write(file, "0123456789abcdef\n".repeat(200_000).getBytes(StandardCharsets.US_ASCII));
    Output large = run(answers, Command.of("cat").withInput(Input.of(file)).sudo());
    assertThat(large.bytes(dev.muster.model.StdStream.OUT)).isEqualTo(Files.readAllBytes(file));
    Output small = run(answers, Command.of("cat").withInput(Input.of(line)).sudo());
    assertThat(small.out()).isEqualTo("0123456789abcdef\n");
    assertThat(run(answers, Command.of("cat").sudo()).out()).isEmpty();
  }

  @Test
  void noLineOfTheInputIsASecondTry() throws Exception {
    byte[] input = (PASSWORD + "\n").repeat(10).getBytes(StandardCharsets.US_ASCII);
    MusterOptions options = options("asks").withSudoPasswords(knowing("wrong"));
    Result<Completed> result =
        run(options, Command.of("touch", ran.toString()).withInput(Input.of(input)).sudo());
    assertThat(result).isInstanceOf(Result.Unreached.class);
    assertThat(given()).containsExactly("wrong");
    assertThat(ran).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"free", "asks", "tty"})
  void runsOnATerminal(String answers) throws Exception {
    Command command = Command.shell("tty -s && echo out; echo err >&2").sudo();
    assertThat(run(answers, command.on(Pty.plain())).out()).isEqualTo("out\r\nerr\r\n");
  }

  @Test
  void aTerminalDoesNotShowThePassword() throws Exception {
    MusterOptions options = options("asks").withSudoPasswords(knowing("wrong"));
    Result<Completed> result = run(options, Command.of("true").sudo().on(Pty.plain()));
    assertThat(result.message())
        .isEqualTo(
            "127.0.0.1: sudo: the password of %s was refused (Sorry, try again.); it was tried once"
                .formatted(USER));
  }

  @Test
  void mergesErrors() throws Exception {
    Command command =
        Command.shell("for i in 1 2 3; do echo out$i; echo err$i >&2; done").withMergedErrors();
    Output output = run("asks", command.sudo());
    assertThat(output.out()).isEqualTo("out1\nerr1\nout2\nerr2\nout3\nerr3\n");
    assertThat(output.err()).isEmpty();
  }

  /// The lines of an output are there as they come, and no mark among them.
  @Test
  void linesComeAsTheyArePrinted() throws Exception {
    MusterOptions options = options("warns").withSudoPasswords(knowing(PASSWORD));
    Command command = Command.shell("echo begun; echo err >&2; exec sleep 600").sudo();
    try (Muster muster = Muster.open(options);
        Run<Completed> run = muster.group(HOST).start(command)) {
      List<String> lines = run.lines().limit(3).map(Line::text).sorted().toList();
      assertThat(lines)
          .containsExactly(
              "begun", "err", "sudo: unable to resolve host nowhere: Name or service not known");
    }
  }

  @Test
  void aHostThatAsksAndIsNotAnsweredRanNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Passwords slow =
        account -> {
          asked.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return Optional.of(PASSWORD.toCharArray());
        };
    try (Muster muster = Muster.open(options("asks").withSudoPasswords(slow));
        Run<Completed> run = muster.group(HOST).start(Command.of("touch", ran.toString()).sudo())) {
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      run.cancel();
      assertThat(run.await().results().getFirst())
          .isInstanceOf(Result.Unreached.class)
          .extracting(Result::message)
          .isEqualTo("127.0.0.1: sudo: cancelled");
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).as("whoever was asked").isTrue();
    }
    assertThat(given()).isEmpty();
    assertThat(ran).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hangs", "asks-forever"})
  void aTimeoutNamesIt(String answers) throws Exception {
    RunOptions options = RunOptions.standard().withTimeout(Duration.ofSeconds(1));
    try (Muster muster = Muster.open(options(answers).withSudoPasswords(knowing(PASSWORD)));
        Group group = muster.group(HOST)) {
      assertThat(group.run(Command.of("true").sudo(), options).results().getFirst().message())
          .startsWith("127.0.0.1: sudo: not done within its timeout of 1s");
    }
  }

  /// Many hosts are asked for once each, and the array that was given is overwritten.
  @Test
  void thePasswordIsAskedForOnceAndWiped() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    char[][] arrays = new char[20][];
    Passwords counting =
        account -> {
          assertThat(account).isEqualTo(USER + "@" + HOST + ":" + server.port());
          char[] password = PASSWORD.toCharArray();
          arrays[questions.getAndIncrement()] = password;
          return Optional.of(password);
        };
    try (Muster muster = Muster.open(options("asks").withSudoPasswords(counting))) {
      assertThat(muster.groupOf(Collections.nCopies(5, HOST)).run(Command.of("true").sudo()).ok())
          .isTrue();
    }
    assertThat(questions).hasValue(5);
    for (int i = 0; i < 5; i++) {
      assertThat(new String(arrays[i])).isEqualTo("\0".repeat(PASSWORD.length()));
    }
  }

  /// One that was mistyped does not lock the account behind all hosts.
  @Test
  void whatTwoHostsRefuseIsGivenToNoOther() throws Exception {
    MusterOptions options = options("asks").withSudoPasswords(knowing("wrong"));
    try (Muster muster = Muster.open(options)) {
      List<Result<Completed>> results =
          muster
              .groupOf(Collections.nCopies(20, HOST))
              .run(Command.of("touch", ran.toString()).sudo())
              .results();
      assertThat(results)
          .hasSize(20)
          .extracting(result -> ((Failure.Sudo) result.failure().orElseThrow()).cause())
          .containsOnly(Cause.WRONG_PASSWORD, Cause.NOT_TRIED);
      assertThat(results)
          .extracting(Result::message)
          .filteredOn(message -> !message.contains("tried once"))
          .hasSize(18)
          .containsOnly(
              "127.0.0.1: sudo: not given the password of %s, which 127.0.0.1 and 127.0.0.1 refused"
                  .formatted(USER));
    }
    assertThat(given()).containsExactly("wrong", "wrong");
    assertThat(ran).doesNotExist();
  }

  @Test
  void aPasswordOfTwoLinesIsNotGiven() throws Exception {
    MusterOptions options = options("asks").withSudoPasswords(knowing("wrong\n" + PASSWORD));
    assertThat(run(options, Command.of("true").sudo()).message()).endsWith("holds a line end");
    assertThat(given()).isEmpty();
  }

  @Test
  void aTraceTellsNeitherThePasswordNorItsLength() throws Exception {
    ByteArrayOutputStream trace = new ByteArrayOutputStream();
    MusterOptions options =
        options("asks").withSudoPasswords(knowing(PASSWORD)).withTrace(new Trace(trace, _ -> {}));
    assertThat(run(options, Command.of("true").sudo()).ok()).isTrue();
    assertThat(trace.toString(StandardCharsets.UTF_8).lines())
        .noneMatch(line -> line.contains(PASSWORD))
        .filteredOn(line -> line.contains(" > ") && line.contains("CHANNEL_DATA"))
        .hasSize(1)
        .allMatch(line -> line.matches(".* > +[0-9]+ +- +94 CHANNEL_DATA +channel [0-9]+"));
  }
}
