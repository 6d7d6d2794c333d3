package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealAgent;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Passwords;
import dev.muster.ssh.auth.Prompts;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.ForwardingEnd;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real sshd whose key is another than the one on file, where host keys are not checked: what it
/// gets, and what it does not.
@Tag("peers")
class DistrustTest {

  private static final String HOST = "127.0.0.1";

  private static UserKeys keys;
  private static OpenSshServer server;
  private static OpenSshServer other;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server =
        OpenSshServer.start(
            keys, List.of(KeyKind.ED25519, KeyKind.ECDSA), List.of("PasswordAuthentication yes"));
    other = OpenSshServer.start(keys);
  }

  @AfterAll
  static void stop() {
    server.close();
    other.close();
    keys.close();
  }

  /// The file says that the server has this key.
  private static Path file(String key) {
    return keys.knownHosts(key, server.port(), List.of(HOST));
  }

  private static Path otherKey() {
    return file(other.hostKey(KeyKind.ED25519));
  }

  private static HostKeys off(Path knownHosts) throws Exception {
    return HostKeys.read(HostKeyPolicy.OFF, List.of(knownHosts), List.of());
  }

  private static ConnectionOptions options(Path knownHosts) throws Exception {
    return ConnectionOptions.of(
        List.of(Caller.load(keys.ed25519(), Passphrase.none())), off(knownHosts));
  }

  @Test
  void aKeyLogsInAndCommandsRun() throws Exception {
    try (Caller caller = Caller.with(options(otherKey()))) {
      SshConnection connection = caller.connect(HOST, server.port());
      assertThat(connection.distrust()).isPresent();
      assertThat(Caller.run(connection, Exec.of("echo in"), new byte[0]).out()).isEqualTo("in\n");
    }
  }

  @Test
  void noPasswordIsGivenAndTheFailureSaysWhy() throws Exception {
    Passwords asked =
        _ -> {
          throw new AssertionError("asked for a password");
        };
    Prompts questions =
        _ -> {
          throw new AssertionError("asked to answer");
        };
    Authentication how = Authentication.of(List.of()).withPasswords(asked).withPrompts(questions);
    Path file = otherKey();
    try (Caller caller = Caller.with(ConnectionOptions.of(how, off(file)))) {
      Failure failure = caller.fails(HOST, server.port());
      assertThat(failure).isInstanceOf(Failure.NotAuthenticated.class);
      assertThat(failure.message())
          .contains(
              "tried password (not given: the key of [127.0.0.1]:"
                  + server.port()
                  + " is not the one on file, "
                  + file
                  + ":1)");
    }
  }

  @Test
  void itIsLentNoAgent() throws Exception {
    Path file = otherKey();
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = Caller.with(options(file))) {
      SshConnection connection = caller.connect(HOST, server.port());
      Caller.Said said =
          Caller.run(connection, Exec.of("ssh-add -l").lending(agent.socket()), new byte[0]);
      assertThat(said.out()).isEmpty();
      assertThat(said.end())
          .isInstanceOfSatisfying(
              SessionEnd.Failed.class,
              end -> {
                assertThat(end.started()).isFalse();
                assertThat(end.why()).isInstanceOf(Failure.Distrusted.class);
                assertThat(end.why().message())
                    .startsWith("open: the agent is not lent to 127.0.0.1:")
                    .contains(" but " + file + ":1 has ssh-ed25519 SHA256:")
                    .endsWith("; if the host was rebuilt, delete that line");
              });
      assertThat(Caller.run(connection, Exec.of("echo on"), new byte[0]).out())
          .as("the connection goes on")
          .isEqualTo("on\n");
    }
  }

  @Test
  void nothingIsForwarded() throws Exception {
    Endpoint free = Endpoint.port(0);
    Endpoint target = Endpoint.tcp(HOST, other.port());
    try (Caller caller = Caller.with(options(otherKey()))) {
      SshConnection connection = caller.connect(HOST, server.port());
      HeardForwarding local = new HeardForwarding();
      HeardForwarding dynamic = new HeardForwarding();
      HeardForwarding remote = new HeardForwarding();
      connection.forwardLocal(free, target, local);
      connection.forwardDynamic(free, dynamic);
      connection.forwardRemote(free, target, remote);
      for (HeardForwarding each : List.of(local, dynamic, remote)) {
        assertThat(each.end()).isInstanceOf(ForwardingEnd.Distrusted.class);
        assertThat(each.end().message())
            .startsWith("localhost:0 is not forwarded, for 127.0.0.1:")
            .contains(" is not trusted: host key is ssh-ed25519 ")
            .endsWith("; if the host was rebuilt, delete that line");
      }
    }
  }

  /// What was asked for before is refused when the user is authenticated, and the connection lives.
  @Test
  void nothingIsForwardedThatWasAskedForEarly() throws Exception {
    HeardForwarding remote = new HeardForwarding();
    CompletableFuture<SshConnection> ready = new CompletableFuture<>();
    try (SshClient client = SshClient.open(1);
        Caller caller = Caller.with(options(otherKey()))) {
      client.connect(
          caller.to(HOST, server.port()),
          new ConnectionListener() {
            @Override
            public void secured(SshConnection connection) {
              connection.forwardRemote(Endpoint.port(0), Endpoint.tcp(HOST, other.port()), remote);
            }

            @Override
            public void ready(SshConnection connection) {
              ready.complete(connection);
            }

            @Override
            public void ended(SshConnection connection, Optional<Failure> why) {
              ready.completeExceptionally(new AssertionError(why.toString()));
            }
          });
      assertThat(remote.end()).isInstanceOf(ForwardingEnd.Distrusted.class);
      assertThat(Caller.run(Caller.await(ready), Exec.of("echo on"), new byte[0]).out())
          .isEqualTo("on\n");
    }
  }

  /// As with `ssh -J`: what goes through is encrypted end to end.
  @Test
  void otherHostsAreReachedThroughIt() throws Exception {
    try (Caller caller = Caller.with(options(otherKey()))) {
      SshConnection outer = caller.connect(HOST, server.port());
      SshConnection inner = caller.connectThrough(outer, HOST, other.port());
      assertThat(inner.distrust()).isEmpty();
      assertThat(Caller.run(inner, Exec.of("echo in"), new byte[0]).out()).isEqualTo("in\n");
    }
  }

  /// A server with several keys shows one that is on file, and has not changed.
  @Test
  void theKeyThatIsOnFileIsAskedFor() throws Exception {
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        Caller caller = Caller.with(options(file(server.hostKey(KeyKind.ECDSA))))) {
      SshConnection connection = caller.connect(HOST, server.port());
      assertThat(connection.distrust()).isEmpty();
      Exec lending = Exec.of("ssh-add -l").lending(agent.socket());
      assertThat(Caller.run(connection, lending, new byte[0]).out()).contains("(ED25519)");
    }
  }

  @Test
  void aHostThatIsNotOnFileIsGivenWhatItAsksFor() throws Exception {
    for (Path nothing : List.of(Path.of("/dev/null"), keys.knownHosts("web1 what\n"))) {
      Authentication how =
          Authentication.of(List.of(Identity.of(Caller.load(keys.ed25519(), Passphrase.none()))));
      try (Caller caller = Caller.with(ConnectionOptions.of(how, off(nothing)))) {
        SshConnection connection = caller.connect(HOST, server.port());
        assertThat(connection.distrust()).isEmpty();
        HeardForwarding local = new HeardForwarding();
        connection.forwardLocal(Endpoint.port(0), Endpoint.tcp(HOST, other.port()), local);
        assertThat(local.open()).isNotNull();
      }
    }
  }
}
