package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Pty;
import dev.muster.ssh.Redirect;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Terminals, shells, subsystems and pipes between hosts, at real servers.
@Tag("peers")
class SessionKindsTest {

  private static final String HOST = "127.0.0.1";

  private static UserKeys keys;
  private static OpenSshServer openSsh;
  private static DropbearServer dropbear;

  /// Keeps what a session prints and how it ends.
  private static final class Heard implements SessionListener {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    @Override
    public void output(SshSession session, Stream stream, byte[] bytes) {
      (stream == Stream.OUT ? out : err).writeBytes(bytes);
      session.consumed(bytes.length);
      first.complete(null);
      if (out.toString(StandardCharsets.UTF_8).contains("ready")) {
        ready.complete(null);
      }
    }

    @Override
    public void ended(SshSession session, SessionEnd how) {
      end.complete(how);
    }

    SessionEnd end() {
      return Caller.await(end);
    }

    String out() {
      return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    openSsh = OpenSshServer.start(keys, "Subsystem sftp internal-sftp");
    dropbear = DropbearServer.start(keys);
  }

  @AfterAll
  static void stop() {
    openSsh.close();
    dropbear.close();
    keys.close();
  }

  private static Caller to(RealServer server) {
    return Caller.with(
        keys.ed25519(),
        keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of(HOST)));
  }

  private static RealServer server(String name) {
    return name.equals("dropbear") ? dropbear : openSsh;
  }

  private static Exec on(Pty pty, String command) {
    return Exec.of(command).on(pty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenSSH", "dropbear"})
  void runsACommandOnATerminal(String name) {
    try (Caller caller = to(server(name))) {
      SshConnection connection = caller.connect(HOST, server(name).port());
      Heard heard = new Heard();
      Pty pty = Pty.of("vt220", 100, 40).with(Pty.Mode.ECHO, 0).with(Pty.Mode.VINTR, 5);
      String command = "stty size; echo $TERM; stty -a; echo wrong >&2; exit 3";
      connection.exec(on(pty, command), heard);

      assertThat(heard.end()).isEqualTo(new SessionEnd.Exited(3));
      assertThat(heard.out()).startsWith("40 100\nvt220\n").contains(" -echo ", "intr = ^E");
      assertThat(heard.out()).as("errors come among the rest").endsWith("wrong\n");
      assertThat(heard.err.size()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenSSH", "dropbear"})
  void tellsTheSizeOfATerminalThatChanges(String name) {
    try (Caller caller = to(server(name))) {
      SshConnection connection = caller.connect(HOST, server(name).port());
      Heard heard = new Heard();
      String command = "trap 'stty size; exit 4' WINCH; echo ready; while :; do sleep 0.02; done";
      SshSession session = connection.exec(on(Pty.of("xterm", 80, 24), command), heard);
      Caller.await(heard.ready);
      session.resize(Pty.Size.of(132, 50));

      assertThat(heard.end()).isEqualTo(new SessionEnd.Exited(4));
      assertThat(heard.out()).endsWith("50 132\n");
    }
  }

  @Test
  void runsNothingWhereTheServerGivesNoTerminal(@TempDir Path folder) {
    Path trace = folder.resolve("ran");
    try (OpenSshServer strict = OpenSshServer.start(keys, "PermitTTY no");
        Caller caller = to(strict)) {
      Heard heard = new Heard();
      caller
          .connect(HOST, strict.port())
          .exec(on(Pty.of("xterm", 80, 24), "touch " + trace), heard);

      assertThat(heard.end()).isInstanceOf(SessionEnd.Failed.class);
      SessionEnd.Failed failed = (SessionEnd.Failed) heard.end();
      assertThat(failed.started()).isFalse();
      assertThat(failed.why().message()).contains("refused a terminal");
      assertThat(Files.exists(trace)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenSSH", "dropbear"})
  void aShellKeepsItsStateFromOneCommandToTheNext(String name) {
    try (Caller caller = to(server(name))) {
      SshConnection connection = caller.connect(HOST, server(name).port());
      Heard heard = new Heard();
      SshSession session = connection.exec(Exec.shell(), heard);
      session.write("X=5; cd /\n".getBytes(StandardCharsets.UTF_8));
      session.write("echo $X$PWD; echo ready\n".getBytes(StandardCharsets.UTF_8));
      Caller.await(heard.ready);
      session.write("exit $((X + 2))\n".getBytes(StandardCharsets.UTF_8));

      assertThat(heard.end()).isEqualTo(new SessionEnd.Exited(7));
      assertThat(heard.out()).isEqualTo("5/\nready\n");
    }
  }

  @Test
  void startsASubsystem() {
    try (Caller caller = to(openSsh)) {
      SshConnection connection = caller.connect(HOST, openSsh.port());
      Heard heard = new Heard();
      SshSession session = connection.exec(Exec.subsystem("sftp"), heard);
      session.write(new byte[] {0, 0, 0, 5, 1, 0, 0, 0, 3}); // SSH_FXP_INIT, version 3
      Caller.await(heard.first);
      session.endInput();

      assertThat(heard.end()).isEqualTo(new SessionEnd.Exited(0));
      byte[] answer = heard.out.toByteArray();
      assertThat(answer).hasSizeGreaterThan(9);
      assertThat(answer[4]).as("SSH_FXP_VERSION").isEqualTo((byte) 2);
      assertThat(answer[8]).isEqualTo((byte) 3);
    }
  }

  @Test
  void namesASubsystemThatIsNotThere() {
    try (Caller caller = to(openSsh)) {
      Heard heard = new Heard();
      caller.connect(HOST, openSsh.port()).exec(Exec.subsystem("nothing"), heard);

      assertThat(heard.end()).isInstanceOf(SessionEnd.Failed.class);
      Failure why = ((SessionEnd.Failed) heard.end()).why();
      assertThat(why).isInstanceOf(Failure.NotStarted.class);
      assertThat(why.message()).contains("refused the subsystem");
    }
  }

  /// sshd sends a break to what is on a terminal and to nothing else.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsWhetherABreakWasSent(boolean terminal) throws Exception {
    try (Caller caller = to(openSsh)) {
      Heard heard = new Heard();
      Exec command = Exec.of("echo ready; exec cat");
      SshSession session =
          caller
              .connect(HOST, openSsh.port())
              .exec(terminal ? command.on(Pty.of("xterm", 80, 24)) : command, heard);
      Caller.await(heard.ready);

      assertThat(
              session
                  .sendBreak(Duration.ofMillis(500))
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS))
          .isEqualTo(terminal);
    }
  }

  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"OpenSSH", "dropbear"})
  void whatOneHostPrintsIsReadByAnother(String name) {
    RealServer from = server(name);
    RealServer into = name.equals("dropbear") ? openSsh : dropbear;
    try (Caller one = to(from);
        Caller other = to(into)) {
      Heard sinkHeard = new Heard();
      SshSession sink =
          other
              .connect(HOST, into.port())
              .exec(new Exec("sleep 0.3; sha256sum", Map.of(), 1000), sinkHeard);
      Heard sourceHeard = new Heard();
      String command =
          "head -c 30000000 /dev/urandom > $HOME/data; cat $HOME/data; sha256sum <$HOME/data >&2";
      one.connect(HOST, from.port())
          .exec(Exec.of(command), new Redirect(Stream.OUT, sink, sourceHeard));

      assertThat(sourceHeard.end()).isEqualTo(new SessionEnd.Exited(0));
      assertThat(sinkHeard.end()).isEqualTo(new SessionEnd.Exited(0));
      assertThat(sinkHeard.out())
          .isEqualTo(sourceHeard.err.toString(StandardCharsets.UTF_8))
          .hasSize(68);
      assertThat(sourceHeard.out.size()).isZero();
    }
  }

  @Test
  void aSinkThatReadsNoMoreStopsTheSource() {
    try (Caller one = to(openSsh);
        Caller other = to(openSsh)) {
      Heard sinkHeard = new Heard();
      SshSession sink =
          other.connect(HOST, openSsh.port()).exec(Exec.of("head -c 10; exit 5"), sinkHeard);
      Heard sourceHeard = new Heard();
      one.connect(HOST, openSsh.port())
          .exec(Exec.of("yes"), new Redirect(Stream.OUT, sink, sourceHeard));

      assertThat(sinkHeard.end()).isEqualTo(new SessionEnd.Exited(5));
      assertThat(sinkHeard.out()).isEqualTo("y\ny\ny\ny\ny\n");
      assertThat(sourceHeard.end()).isInstanceOf(SessionEnd.Failed.class);
    }
  }
}
