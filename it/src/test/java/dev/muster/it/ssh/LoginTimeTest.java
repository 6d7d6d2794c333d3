package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealAgent;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import dev.muster.ssh.agent.SshAgent;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.trust.HostKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long it takes to log in at OpenSSH and to begin a command there, of which nothing may be
/// spent waiting for nothing.
///
/// Until it has begun a command, OpenSSH sends a small packet when the last one was acknowledged,
/// for which Linux takes 40 ms at least where nobody asks it not to wait. Then each try takes
/// longer; on a machine that has much else to do most may.
@Tag("peers")
@Timeout(60)
class LoginTimeTest {

  private static final int TRIES = 100;
  private static final Duration ONE_WAIT = Duration.ofMillis(40);
  private static final String HOST = "127.0.0.1";

  private final UserKeys keys = UserKeys.make();
  private final OpenSshServer server = OpenSshServer.start(keys);
  private final SshClient client = SshClient.open(1);
  private final HostKeys trusted =
      Caller.trust(keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of(HOST)));

  @AfterEach
  void close() {
    client.close();
    server.close();
    keys.close();
  }

  private Destination to(Authentication authentication) {
    return new Destination(
        HOST, server.port(), server.user(), ConnectionOptions.of(authentication, trusted));
  }

  private Authentication key() {
    return Authentication.of(
        Identity.ofAll(List.of(Caller.load(keys.ed25519(), Passphrase.none()))));
  }

  /// What is timed, again and again.
  private interface Attempt {
    void begin(Login login);
  }

  private static void nothingIsWaitedFor(Attempt attempt) throws Exception {
    Duration shortest = Duration.ofDays(1);
    for (int i = 0; i < TRIES && shortest.compareTo(ONE_WAIT) >= 0; i++) {
      Login login = new Login();
      attempt.begin(login);
      Duration took = login.took.get(10, TimeUnit.SECONDS);
      shortest = took.compareTo(shortest) < 0 ? took : shortest;
    }
    assertThat(shortest).isLessThan(ONE_WAIT);
  }

  @Test
  void aKeyInMemory() throws Exception {
    nothingIsWaitedFor(login -> client.connect(to(key()), login));
  }

  /// What signs is asked meanwhile, so that the signature is an answer of its own.
  @Test
  void aKeyOfAnAgent() throws Exception {
    try (RealAgent agent = RealAgent.holding(keys.ed25519());
        SshAgent asked = SshAgent.at(agent.socket())) {
      Authentication by = Authentication.of(asked.identities());
      nothingIsWaitedFor(login -> client.connect(to(by), login));
    }
  }

  /// From the server's proof of who it is until it has begun a command.
  private static final class Login implements ConnectionListener, SessionListener {

    private final CompletableFuture<Duration> took = new CompletableFuture<>();
    private long begun;

    @Override
    public void secured(SshConnection connection) {
      begun = System.nanoTime();
      var _ = connection.exec(Exec.of("true"), this);
    }

    @Override
    public void ready(SshConnection connection) {}

    @Override
    public void started(SshSession session) {
      took.complete(Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public void output(SshSession session, Stream stream, byte[] bytes) {
      session.consumed(bytes.length);
    }

    @Override
    public void ended(SshSession session, SessionEnd end) {
      session.connection().close();
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      took.completeExceptionally(new AssertionError(why.toString()));
    }
  }
}
