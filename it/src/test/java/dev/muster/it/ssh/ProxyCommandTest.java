package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import dev.muster.fleet.Script;
import dev.muster.it.peer.Programs;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Limits;
import dev.muster.ssh.Phase;
import dev.muster.ssh.Route;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Connections over the standard streams of local commands.
@Tag("peers")
@Timeout(120)
class ProxyCommandTest {

  private static final ConnectionOptions OPTIONS =
      ConnectionOptions.of(List.of(KeyPairs.generate(KeyType.ED25519)), HostKeys.trustingAll());
  private static final Path SOCAT = Programs.find("socat", "socat");

  private static final int HOSTS = 270;

  private static Fleet fleet;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Answer echoing = Answer.echoing();
    Answer here = Answer.of("here\n");
    fleet =
        Fleet.start(
            FleetOptions.of(
                Behaviour.of(
                    new Script.Canned(command -> command.equals("cat") ? echoing : here))));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @AfterEach
  void leavesNoThread() {
    while (Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(name -> name.startsWith("muster-command") || name.startsWith("proxy command"))) {
      Thread.onSpinWait(); // within the limit of the test
    }
  }

  private static Destination by(String line) {
    return by(line, OPTIONS);
  }

  private static Destination by(String line, ConnectionOptions options) {
    Route route = new Route.Command("/bin/sh", line);
    return new Destination("web1", 22, "me", options).by(route);
  }

  private static String socat() {
    return SOCAT + " - TCP:127.0.3.1:" + fleet.port();
  }

  private static void assertRuns(SshConnection connection) {
    Caller.Said said = Caller.run(connection, Exec.of("x"), new byte[0]);
    assertThat(said.end()).isEqualTo(new SessionEnd.Exited(0));
    assertThat(said.out()).isEqualTo("here\n");
  }

  @Test
  void reachesAHost() {
    try (Caller caller = Caller.with(OPTIONS)) {
      SshConnection connection = caller.connect(by(socat()));
      assertRuns(connection);
      assertRuns(connection);
    }
  }

  @Test
  void losesNothingOfALargeOutputAndInput() {
    byte[] input = new byte[3 << 20];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * 31 + (i >> 13));
    }
    try (Caller caller = Caller.with(OPTIONS)) {
      SshConnection connection = caller.connect(by(socat()));
      Caller.Said said = Caller.run(connection, Exec.of("cat"), input);
      byte[] back = said.out().getBytes(StandardCharsets.ISO_8859_1);
      assertThat(Arrays.equals(back, input)).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the command                                   | what is told
          sh -c 'echo no \\\\033[2Jway >&2; exit 7'       | connect: web1:22: its command ended with status 7: no ?[2Jway
          sh -c 'echo one >&2; echo two >&2; exit 1'      | connect: web1:22: its command ended with status 1: one; two
          sh -c 'kill -9 $$'                              | connect: web1:22: its command ended with status 137
          no-such-program x                               | connect: web1:22: its command ended with status 127: /bin/sh: 1: exec: no-such-program: not found
          true                                            | banner: web1:22 closed the connection: end of stream
          echo hello                                      | banner: web1:22 closed the connection: it said "hello"
          sh -c 'echo hello; exit 3'                      | banner: web1:22 closed the connection: its command ended with status 3
          sh -c 'exec >&-; sleep 60'                      | connect: web1:22: its command closed its standard streams
          sh -c 'sleep 4 & exit 3'                        | connect: web1:22: its command ended with status 3
          yes                                             | banner: web1:22 broke the protocol: 1025 lines, 2050 bytes before its identification; the first is "y"
          """)
  void tellsHowItEnded(String line, String told) {
    try (Caller caller = Caller.with(OPTIONS)) {
      assertThat(caller.fails(by(line)).message()).isEqualTo(told);
    }
  }

  @Test
  void aShellThatIsNotThereIsNamed() {
    Destination nowhere =
        new Destination("web1", 22, "me", OPTIONS).by(new Route.Command("/no/shell", "true"));
    try (Caller caller = Caller.with(OPTIONS)) {
      Failure failure = caller.fails(nowhere);
      assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
      assertThat(failure.message()).contains("status 127").contains("/no/shell: not found");
    }
  }

  /// What it says without end is read and not kept.
  @Test
  void oneThatSaysNothingHasTheTimeOfAPhase() {
    Limits limits = Limits.standard().connectingWithin(Duration.ofMillis(700));
    try (Caller caller = Caller.with(OPTIONS)) {
      assertThat(caller.fails(by("sh -c 'yes complaint >&2'", OPTIONS.within(limits))).message())
          .isEqualTo("banner: no answer from web1:22 within 700ms");
    }
  }

  private long pid(String name) throws IOException {
    Path file = folder.resolve(name);
    while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
      Thread.onSpinWait(); // within the limit of the test
    }
    return Long.parseLong(Files.readString(file).strip());
  }

  private static void awaitGone(long pid) {
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      Thread.onSpinWait(); // within the limit of the test
    }
  }

  /// It ends by the end of its input, or by a signal, or by one that cannot be ignored; and so do
  /// its children.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SOCAT
          trap '' HUP TERM; SOCAT
          (trap '' TERM; echo $$ > CHILD; while :; do sleep 1; done) & SOCAT
          trap '' TERM; SOCAT; while :; do sleep 1; done
          """)
  void endsWithItsConnection(String script) throws Exception {
    Path file = folder.resolve("script");
    Files.writeString(
        file,
        "echo $$ > "
            + folder.resolve("main")
            + "\n"
            + script
                .replace("SOCAT", socat())
                .replace("$$ > CHILD", "$PPID > " + folder.resolve("child"))
            + "\n");
    try (Caller caller = Caller.with(OPTIONS)) {
      SshConnection connection = caller.connect(by("/bin/sh " + file));
      assertRuns(connection);
      ProcessHandle main = ProcessHandle.of(pid("main")).orElseThrow();
      List<ProcessHandle> family = new ArrayList<>(main.descendants().toList());
      family.add(main);
      assertThat(family).hasSizeGreaterThan(1);
      connection.close();
      family.forEach(each -> awaitGone(each.pid()));
    }
  }

  @Test
  void aCommandThatDiesIsNamedByWhatRanOverIt() throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    Path script = folder.resolve("script");
    Files.writeString(script, "echo $$ > " + folder.resolve("main") + "\nexec " + socat() + "\n");
    try (Caller caller = Caller.with(OPTIONS)) {
      SshConnection connection = caller.connect(by("/bin/sh " + script));
      SshSession session =
          connection.exec(
              Exec.of("cat"),
              new SessionListener() {
                @Override
                public void output(SshSession from, Stream stream, byte[] bytes) {
                  from.consumed(bytes.length);
                }

                @Override
                public void ended(SshSession from, SessionEnd how) {
                  end.complete(how);
                }
              });
      session.write(new byte[] {1}).toCompletableFuture().get(20, TimeUnit.SECONDS);
      ProcessHandle.of(pid("main")).orElseThrow().destroyForcibly();
      assertThat(Caller.await(end))
          .isInstanceOfSatisfying(
              SessionEnd.Failed.class,
              failed ->
                  assertThat(failed.why().message())
                      .endsWith(
                          "web1:22 closed the connection: its command ended with status 137"));
    }
  }

  /// Whatever waits on virtual threads, of which at most 256 can hold a carrier, goes on.
  @Test
  void moreAtOnceThanThereAreCarriersHoldNobodyUp() throws Exception {
    try (Caller caller = Caller.with(OPTIONS)) {
      List<CompletableFuture<SshConnection>> all = new ArrayList<>();
      for (int i = 0; i < HOSTS; i++) {
        all.add(caller.beginning(by(socat(), OPTIONS.within(patient()))));
      }
      List<SshConnection> ready = new ArrayList<>();
      for (CompletableFuture<SshConnection> one : all) {
        ready.add(Caller.await(one));
      }
      CompletableFuture<String> virtual = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> virtual.complete("ran"));
      assertThat(virtual.get(20, TimeUnit.SECONDS)).isEqualTo("ran");
      for (SshConnection connection : ready) {
        assertRuns(connection);
      }
    }
    assertThat(ProcessHandle.current().descendants().filter(ProxyCommandTest::isSocat)).isEmpty();
  }

  private static boolean isSocat(ProcessHandle handle) {
    return handle.info().command().orElse("").contains("socat");
  }

  private static Limits patient() {
    Duration minute = Duration.ofMinutes(1);
    return new Limits(minute, minute, minute, minute, minute, minute);
  }

  @Test
  void theEnginesEndIsTheirEnd() {
    List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
    List<ProcessHandle> running;
    long began;
    try (Caller caller = Caller.with(OPTIONS)) {
      for (int i = 0; i < 20; i++) {
        assertRuns(caller.connect(by(socat())));
      }
      CompletableFuture<SshConnection> never =
          caller.beginning(by("sh -c \"trap '' TERM; while :; do sleep 1; done\""));
      running =
          ProcessHandle.current().descendants().filter(each -> !before.contains(each)).toList();
      assertThat(running.stream().filter(ProxyCommandTest::isSocat)).hasSize(20);
      assertThat(never).isNotDone();
      began = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(running).noneMatch(ProcessHandle::isAlive);
  }
}
