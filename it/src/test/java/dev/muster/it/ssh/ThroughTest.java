package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Phase;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections through other connections, by way of a real `sshd`.
@Tag("peers")
class ThroughTest {

  private static UserKeys keys;
  private static OpenSshServer server;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys);
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  private static Caller caller() {
    return Caller.with(
        keys.ed25519(),
        keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*")));
  }

  @Test
  void reachesAHostThroughTwoOthers() {
    try (Caller caller = caller()) {
      SshConnection first = caller.connect("127.1.0.1", server.port());
      SshConnection second = caller.connectThrough(first, "127.1.0.2", server.port());
      SshConnection third = caller.connectThrough(second, "127.1.0.3", server.port());
      Exec command = Exec.of("echo $SSH_CONNECTION; cat; exit 3");
      Caller.Said said = Caller.run(third, command, "in".getBytes(StandardCharsets.UTF_8));
      assertThat(said.end()).isEqualTo(new SessionEnd.Exited(3));
      assertThat(said.out()).contains(" 127.1.0.3 ").endsWith("in");
      assertThat(Caller.run(first, Exec.of("echo still"), new byte[0]).out()).isEqualTo("still\n");
    }
  }

  @Test
  void losesNothingOfALargeOutputAndInputOnTheWay() {
    byte[] input = new byte[3 << 20];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * 31 + (i >> 13));
    }
    try (Caller caller = caller()) {
      SshConnection outer = caller.connect("127.1.0.1", server.port());
      SshConnection inner = caller.connectThrough(outer, "127.1.0.2", server.port());
      Caller.Said said = Caller.run(inner, Exec.of("cat"), input);
      assertThat(said.out().length()).isEqualTo(input.length);
      byte[] back = said.out().getBytes(StandardCharsets.ISO_8859_1);
      assertThat(Arrays.equals(back, input)).isTrue();
    }
  }

  @Test
  void aHundredGoThroughOne() {
    try (Caller caller = caller()) {
      SshConnection outer = caller.connect("127.1.0.1", server.port());
      List<CompletableFuture<SshConnection>> all = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        all.add(caller.beginning(outer, "127.2.0." + i, server.port()));
      }
      for (CompletableFuture<SshConnection> one : all) {
        SshConnection inner = Caller.await(one);
        assertThat(Caller.run(inner, Exec.of("echo x"), new byte[0]).out()).isEqualTo("x\n");
      }
    }
  }

  @Test
  void saysWhatTheHostOnTheWaySaysOfAHostThatIsNotThere() {
    try (Caller caller = caller()) {
      SshConnection outer = caller.connect("127.1.0.1", server.port());
      Failure failure = caller.failsThrough(outer, "127.1.0.2", 1);
      assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
      assertThat(failure.message())
          .isEqualTo(
              "connect: 127.1.0.2:1: through 127.1.0.1:%d: Connection refused (reason 2)"
                  .formatted(server.port()));
    }
  }

  @Test
  void endsWhatGoesThroughWhenTheWayEnds() {
    try (Caller caller = caller()) {
      SshConnection outer = caller.connect("127.1.0.1", server.port());
      SshConnection inner = caller.connectThrough(outer, "127.1.0.2", server.port());
      CompletableFuture<SessionEnd> end = new CompletableFuture<>();
      inner.exec(
          Exec.of("echo started; sleep 60"),
          new SessionListener() {
            @Override
            public void output(SshSession session, Stream stream, byte[] bytes) {
              outer.close();
            }

            @Override
            public void ended(SshSession session, SessionEnd how) {
              end.complete(how);
            }
          });
      assertThat(Caller.await(end))
          .isInstanceOfSatisfying(
              SessionEnd.Failed.class,
              failed -> assertThat(failed.why().message()).contains("through 127.1.0.1:"));
    }
  }
}
