package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealAgent;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Exec;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SshConnection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs at a real server that use a real ssh-agent here.
@Tag("peers")
class AgentForwardingTest {

  enum Kind {
    OPENSSH,
    DROPBEAR
  }

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

  private static RealServer server(Kind kind) {
    return kind == Kind.OPENSSH ? openSsh : dropbear;
  }

  private static Caller caller(RealServer server) {
    return Caller.with(keys.ed25519(), knownHosts(server));
  }

  private static Path knownHosts(RealServer server) {
    return keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*"));
  }

  private static Caller.Said run(SshConnection connection, String command, RealAgent lent) {
    return Caller.run(connection, Exec.of(command).lending(lent.socket()), new byte[0]);
  }

  @ParameterizedTest
  @EnumSource
  void programsOverThereSeeItsKeys(Kind kind) {
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = caller(server(kind))) {
      SshConnection connection = caller.connect("127.0.0.1", server(kind).port());
      Caller.Said said = run(connection, "ssh-add -l", agent);
      assertThat(said.out()).as(said.err()).contains("(ED25519)");
      assertThat(said.end()).isEqualTo(new SessionEnd.Exited(0));
    }
  }

  /// What agents are forwarded for: from over there on to another host.
  @Test
  void programsOverThereLogInWithIt() {
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      String on =
          "ssh -F none -o BatchMode=yes -o IdentityFile=none -o UserKnownHostsFile=%s -p %d"
                  .formatted(knownHosts(openSsh), openSsh.port())
              + " 127.0.0.2 'echo $SSH_CONNECTION'";
      Caller.Said said = run(connection, on, agent);
      assertThat(said.out()).as(said.err()).contains(" 127.0.0.2 ");
    }
  }

  @Test
  void nothingIsThereUnlessItIsLent() {
    try (Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      Caller.Said said = Caller.run(connection, Exec.of("echo ${SSH_AUTH_SOCK-none}"), new byte[0]);
      assertThat(said.out()).isEqualTo("none\n");
    }
  }

  @Test
  void aServerThatDoesNotAllowItRunsTheCommandAllTheSame() {
    try (OpenSshServer strict = OpenSshServer.start(keys, "AllowAgentForwarding no");
        RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = caller(strict)) {
      SshConnection connection = caller.connect("127.0.0.1", strict.port());
      assertThat(run(connection, "echo ${SSH_AUTH_SOCK-none}", agent).out()).isEqualTo("none\n");
    }
  }

  @Test
  void programsOverThereCannotChangeIt() {
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      assertThat(run(connection, "ssh-add -D", agent).end()).isNotEqualTo(new SessionEnd.Exited(0));
      Caller.Said locked =
          run(connection, "printf 'a\\na\\n' | SSH_ASKPASS_REQUIRE=never ssh-add -x", agent);
      assertThat(locked.end()).isNotEqualTo(new SessionEnd.Exited(0));
      assertThat(run(connection, "ssh-add -l", agent).out()).contains("(ED25519)");
    }
  }

  /// A key that is only for another host: the agent is told which host asks, and does not show it.
  @Test
  void keysThatAreForOtherHostsStayHidden() {
    try (RealAgent agent = RealAgent.restricted(keys.ed25519(), "127.0.0.9", knownOther());
        Caller caller = caller(openSsh)) {
      assertThat(agent.list()).contains("(ED25519)");
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      Caller.Said said = run(connection, "ssh-add -l", agent);
      assertThat(said.out() + said.err()).contains("The agent has no identities");
    }
  }

  /// Another host, with another key.
  private static Path knownOther() {
    return keys.knownHosts(
        UserKeys.knownHostsText(dropbear.hostKey(KeyKind.ED25519), 22, List.of("127.0.0.9")));
  }

  /// What a program left behind cannot use it after the session.
  @Test
  void itIsTakenBackWithTheSession() {
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = caller(openSsh)) {
      SshConnection connection = caller.connect("127.0.0.1", openSsh.port());
      String socket = run(connection, "echo $SSH_AUTH_SOCK", agent).out().strip();
      assertThat(socket).startsWith("/");
      Caller.Said later =
          Caller.run(connection, Exec.of("SSH_AUTH_SOCK=" + socket + " ssh-add -l"), new byte[0]);
      assertThat(later.out()).isEmpty();
      assertThat(later.end()).isNotEqualTo(new SessionEnd.Exited(0));
    }
  }
}
