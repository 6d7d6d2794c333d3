package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.GoServer;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The command as a user calls it, against OpenSSH, dropbear and the Go server.
@Tag("peers")
class MusterRunTest {

  /// Ends by itself once nobody listens; it has a name to look for.
  private static final String CHATTERER =
      "echo begun; exec sh -c 'while echo; do sleep 0.05; done' beat 986.5";

  private static final String COMMAND = "uname -s; echo to-err >&2; exit 3";

  /// The servers there are.
  enum Kind {
    OPENSSH,
    DROPBEAR,
    GO;

    RealServer start(UserKeys keys) {
      return switch (this) {
        case OPENSSH -> OpenSshServer.start(keys);
        case DROPBEAR -> DropbearServer.start(keys);
        case GO -> GoServer.real(keys);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void printsBothStreamsApartAndSaysHowCommandsEnded(Kind kind) {
    try (UserKeys keys = UserKeys.make();
        RealServer server = kind.start(keys)) {
      Ended ended = Muster.at(server, keys).run("127.1.0.[1-200]", "--", COMMAND);
      assertThat(Muster.sorted(ended.out()))
          .hasSize(200)
          .allMatch(line -> line.endsWith(": Linux"));
      assertThat(Muster.sorted(ended.err()))
          .hasSize(201)
          .contains("127.1.0.1: to-err", "127.1.0.200: to-err")
          .anyMatch(line -> line.startsWith("200 hosts: 200 exited 3 in "));
      assertThat(ended.exit()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongHostKeyFailsClosedAndNamesTheFileAndTheLine(Kind kind) {
    try (UserKeys keys = UserKeys.make();
        RealServer server = kind.start(keys);
        RealServer other = OpenSshServer.start(keys)) {
      String wrong =
          UserKeys.knownHostsText(
              other.hostKey(KeyKind.ED25519), server.port(), List.of("127.1.0.*"));
      Path file = keys.knownHosts("# a line before\n" + wrong);
      Ended ended = Muster.at(server, keys).with(file).run("127.1.0.[1-20]", "--", COMMAND);
      assertThat(ended.out()).isEmpty();
      assertThat(Muster.sorted(ended.err()))
          .hasSize(21)
          .filteredOn(line -> line.startsWith("127."))
          .hasSize(20)
          .allMatch(line -> line.contains(": host key ") && line.contains(file + ":2"));
      assertThat(ended.exit()).isEqualTo(3);
    }
  }

  @Test
  void runsOnATerminal() {
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys)) {
      Ended ended =
          Muster.at(server, keys).run("127.1.0.[1-3]", "-t", "--", "tty -s && echo yes >&2");
      assertThat(Muster.sorted(ended.out()))
          .containsExactly("127.1.0.1: yes", "127.1.0.2: yes", "127.1.0.3: yes");
      assertThat(ended.exit()).isZero();
    }
  }

  /// What OpenSSH does out of the box to many connections at once.
  @Test
  void triesAgainWhereOpenSshTurnsConnectionsAway() {
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys, "MaxStartups 10:30:100")) {
      Ended ended = Muster.at(server, keys).run("127.1.0.[1-200]", "--", "true");
      assertThat(ended.err()).startsWith("200 hosts: 200 ok in ");
      assertThat(ended.exit()).isZero();
    }
  }

  @Test
  void anUnreachablePortNamesPhaseAddressAndCause() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      closed = socket.getLocalPort();
    }
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys)) {
      Ended ended = Muster.at(server, keys).run("127.1.0.[1-5]", "-p", "" + closed, "--", "true");
      assertThat(Muster.sorted(ended.err()))
          .contains("127.1.0.3: connect: 127.1.0.3:" + closed + ": Connection refused");
      assertThat(ended.exit()).isEqualTo(3);
    }
  }

  @Test
  void quotesReachTheShellAsTheyStand() {
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys)) {
      Ended ended =
          Muster.at(server, keys)
              .run("127.1.0.1", "--", "printf '%s|' \"a  b\" 'c;d' \"$((1+1))\" `echo e`; echo");
      assertThat(ended.out()).isEqualTo("127.1.0.1: a  b|c;d|2|e|\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyHostReadsTheWholeInput(Kind kind) throws Exception {
    try (UserKeys keys = UserKeys.make();
        RealServer server = kind.start(keys)) {
      Path input = keys.knownHosts("0123456789abcdef\n".repeat(200_000));
      Ended ended =
          Muster.at(server, keys)
              .run("127.1.0.[1-3]", "-b", "--input", input.toString(), "--", "cksum");
      assertThat(ended.out())
          .contains("127.1.0.[1-3] (3)\n")
          .contains(" " + Files.size(input) + "\n");
      assertThat(ended.exit()).isZero();
    }
  }

  /// K10: what is stopped here is stopped there, by a signal. OpenSSH passes signals on unless the
  /// user is root.
  @Test
  void aTimeoutEndsTheCommandOverThere() throws Exception {
    try (UserKeys keys = UserKeys.make();
        RealServer server = DropbearServer.start(keys)) {
      Ended ended =
          Muster.at(server, keys)
              .run("127.1.0.[1-2]", "--timeout", "2s", "--", "echo begun; exec sleep 987.5");
      assertThat(Muster.sorted(ended.out()))
          .containsExactly("127.1.0.1: begun", "127.1.0.2: begun");
      assertThat(ended.err())
          .contains("127.1.0.1: run: not done within its timeout of 2s; it may have run\n");
      assertThat(ended.exit()).isEqualTo(4);
      awaitNo("sleep 987.5");
    }
  }

  @Test
  void ctrlCSaysWhoIsPendingAndEndsTheCommandsOverThere() throws Exception {
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys)) {
      List<String> words = Muster.at(server, keys).words("127.1.0.[1-3]", "--", CHATTERER);
      Process process = new ProcessBuilder(words).start();
      try (var out = reader(process)) {
        for (int begun = 0; begun < 3; ) {
          begun += out.readLine().endsWith(": begun") ? 1 : 0;
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(err)
            .contains("muster: stopping 3 hosts: 127.1.0.[1-3] (once more to end at once)")
            .contains("3 hosts: 3 cancelled in ");
        assertThat(process.exitValue()).isEqualTo(130);
      } finally {
        process.destroyForcibly();
      }
      awaitNo("beat 986.5");
    }
  }

  @Test
  void aReaderThatGoesAwayEndsTheCommandsOverThere() throws Exception {
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys)) {
      List<String> words = Muster.at(server, keys).words("127.1.0.[1-3]", "--", "seq 1 123456789");
      Process process = new ProcessBuilder(words).start();
      try (var out = reader(process)) {
        assertThat(out.readLine()).isNotNull();
      }
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.getErrorStream().readAllBytes()).isEmpty();
      assertThat(process.exitValue()).isEqualTo(130);
      awaitNo("seq 1 123456789");
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Waits until no process has this command line.
  private static void awaitNo(String commandLine) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (runs(commandLine)) {
      assertThat(System.nanoTime()).as(commandLine + " still runs").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean runs(String commandLine) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> {
          var info = process.info();
          String line =
              info.command().orElse("")
                  + " "
                  + String.join(" ", info.arguments().orElse(new String[0]));
          return line.endsWith(commandLine) && !line.contains("muster");
        });
  }
}
