package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.CallLimits;
import dev.muster.ssh.CallListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Phase;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshListener;
import dev.muster.ssh.key.Passphrase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hosts that call in: `sshd -i` on a connection that it made itself.
@Tag("peers")
@Timeout(120)
class CallInTest {

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

  /// Expects everybody to be the host `inner`, of which a key is on file.
  private static final class Calls implements CallListener {
    private final BlockingQueue<SshConnection> ready = new LinkedBlockingQueue<>();
    private final BlockingQueue<Optional<Failure>> ends = new LinkedBlockingQueue<>();
    private final ConnectionOptions options;

    Calls(String hostKey) {
      options =
          ConnectionOptions.of(
              List.of(Caller.load(keys.ed25519(), Passphrase.none())),
              Caller.trust(keys.knownHosts(hostKey, 22, List.of("inner"))));
    }

    @Override
    public Optional<Destination> called(InetSocketAddress from) {
      return Optional.of(new Destination("inner", 22, server.user(), options));
    }

    @Override
    public void ready(SshConnection connection) {
      ready.add(connection);
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      ends.add(why);
    }

    SshConnection next() throws InterruptedException {
      SshConnection connection = ready.poll(60, TimeUnit.SECONDS);
      if (connection == null) {
        throw new AssertionError("nobody called; ended so far: " + ends);
      }
      return connection;
    }
  }

  private static SshListener listen(SshClient engine, CallLimits limits, Calls calls) {
    return engine.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, calls);
  }

  @Test
  void aHostThatCallsIsCommanded() throws Exception {
    Calls calls = new Calls(server.hostKey(KeyKind.ED25519));
    try (SshClient engine = SshClient.open(1);
        SshListener listener = listen(engine, CallLimits.standard(), calls)) {
      Process caller = server.callIn(listener.address().getPort());
      SshConnection connection = calls.next();
      Caller.Said said =
          Caller.run(connection, Exec.of("echo $0; cat; exit 3"), new byte[] {'i', 'n'});
      assertThat(said.end()).isEqualTo(new SessionEnd.Exited(3));
      assertThat(said.out()).endsWith("in");
      connection.close();
      assertThat(calls.ends.poll(60, TimeUnit.SECONDS)).isEmpty();
      assertThat(caller.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /// A place is for those that have not let us in yet: with one place, five are connected at last.
  @Test
  void manyCallThroughOnePlace() throws Exception {
    Calls calls = new Calls(server.hostKey(KeyKind.ED25519));
    try (SshClient engine = SshClient.open(2);
        SshListener listener = listen(engine, new CallLimits(1, 1), calls)) {
      List<SshConnection> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        assertThat(server.callIn(listener.address().getPort()).isAlive()).isTrue();
      }
      for (int i = 0; i < 5; i++) {
        all.add(calls.next());
      }
      for (SshConnection connection : all) {
        assertThat(Caller.run(connection, Exec.of("echo x"), new byte[0]).out()).isEqualTo("x\n");
      }
    }
  }

  @Test
  void itsKeyIsCheckedUnderTheNameThatWasExpected() throws Exception {
    try (OpenSshServer other = OpenSshServer.start(keys);
        SshClient engine = SshClient.open(1)) {
      Calls calls = new Calls(other.hostKey(KeyKind.ED25519));
      try (SshListener listener = listen(engine, CallLimits.standard(), calls)) {
        Process caller = server.callIn(listener.address().getPort());
        Optional<Failure> end = calls.ends.poll(60, TimeUnit.SECONDS);
        assertThat(end)
            .get()
            .satisfies(failure -> {
              assertThat(failure.phase()).isEqualTo(Phase.HOST_KEY);
              assertThat(failure.message()).startsWith("host key is ssh-ed25519 ");
            });
        assertThat(caller.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void aCallerThatDiesIsLost() throws Exception {
    Calls calls = new Calls(server.hostKey(KeyKind.ED25519));
    try (SshClient engine = SshClient.open(1);
        SshListener listener = listen(engine, CallLimits.standard(), calls)) {
      Process caller = server.callIn(listener.address().getPort());
      SshConnection connection = calls.next();
      caller.destroyForcibly();
      assertThat(calls.ends.poll(60, TimeUnit.SECONDS))
          .get()
          .asInstanceOf(InstanceOfAssertFactories.type(Failure.Closed.class))
          .satisfies(failure -> assertThat(failure.address()).startsWith("127.0.0.1:"));
      assertThat(connection.destination().host()).isEqualTo("inner");
    }
  }
}
