package dev.muster.it.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealAgent;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Failure;
import dev.muster.model.GroupResult;
import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Result;
import dev.muster.model.SshSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys of a real ssh-agent, at real servers.
@Tag("peers")
class AgentKeysTest {

  private static final Command COMMAND = Command.of("true");

  private static SshSettings settings(OpenSshServer server, UserKeys keys, RealAgent agent) {
    Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*"));
    return SshSettings.standard()
        .withPort(server.port())
        .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)))
        .withLogin(Login.standard().withAgent(agent.socket().toString()))
        .withConnectTimeout(Duration.ofSeconds(60));
  }

  private static SshSettings onlyOfFiles(SshSettings settings) {
    return settings.withLogin(settings.login().withIdentitiesOnly(true));
  }

  private static GroupResult<Completed> run(SshSettings settings, String hosts)
      throws InterruptedException {
    try (Muster muster = Muster.open(MusterOptions.standard().withSsh(settings))) {
      return muster.group(hosts).oneShot().run(COMMAND);
    }
  }

  private static long count(OpenSshServer server, String what) {
    return server.log().lines().filter(line -> line.contains(what)).count();
  }

  /// Two hosts' worth of wrong attempts for each of a few scouts would do; the bar leaves room for
  /// a machine so slow that hosts stop waiting for them.
  @Test
  void theKeyThatWorkedForAHostIsTriedFirstForTheNext() throws Exception {
    try (UserKeys keys = UserKeys.make();
        UserKeys strangers = UserKeys.make();
        RealAgent agent =
            RealAgent.holding(strangers.ed25519(), strangers.ecdsa(), keys.ed25519());
        OpenSshServer server = OpenSshServer.start(keys, "MaxStartups 1000")) {
      GroupResult<Completed> done = run(settings(server, keys, agent), "127.1.[1-2].[1-250]");

      assertThat(done.failures()).isEmpty();
      assertThat(done.successful()).hasSize(500);
      assertThat(count(server, "Accepted publickey")).isEqualTo(500);
      assertThat(count(server, "Failed publickey")).isBetween(2L, 502L);
      assertThat(count(server, "Postponed publickey"))
          .as("hosts that were asked about the right key without a signature")
          .isBetween(1L, 128L);
    }
  }

  @Test
  void onlyTheKeysOfFilesAreTriedIfTheUserSaysSo() throws Exception {
    try (UserKeys keys = UserKeys.make();
        UserKeys strangers = UserKeys.make();
        RealAgent agent = RealAgent.holding(strangers.ed25519(), strangers.ecdsa(), keys.rsa());
        OpenSshServer server = OpenSshServer.start(keys, "MaxAuthTries 2")) {
      SshSettings all = settings(server, keys, agent);
      Result<Completed> refused = run(all, "127.1.3.1").iterator().next();
      assertThat(refused.failure()).containsInstanceOf(Failure.Authentication.class);
      assertThat(refused.message()).contains("Too many authentication failures");

      SshSettings one = onlyOfFiles(all).withIdentity(UserKeys.publicHalf(keys.rsa()));
      assertThat(run(one, "127.1.3.2").failures()).isEmpty();
      assertThat(count(server, "Failed publickey")).isEqualTo(2);
    }
  }

  @Test
  void anEncryptedFileStandsForTheAgentsKey() throws Exception {
    try (UserKeys keys = UserKeys.make();
        UserKeys strangers = UserKeys.make()) {
      Path plain = keys.ed25519();
      Path encrypted = keys.withPassphrase(plain, "a secret");
      try (RealAgent agent = RealAgent.holding(strangers.ecdsa(), plain);
          OpenSshServer server = OpenSshServer.start(keys)) {
        SshSettings one = onlyOfFiles(settings(server, keys, agent));
        assertThat(run(one.withIdentity(encrypted), "127.1.4.1").failures()).isEmpty();
        assertThat(count(server, "Failed publickey")).isZero();
      }
    }
  }

  @ParameterizedTest(name = "of an agent: {0}")
  @ValueSource(booleans = {true, false})
  void aCertificateLetsInWhereItsKeyAloneWouldNot(boolean ofAgent) throws Exception {
    try (UserKeys keys = UserKeys.make()) {
      Path key = keys.rsa();
      Path authority = keys.certify(key, System.getProperty("user.name"));
      try (RealAgent agent = RealAgent.holding(ofAgent ? key : keys.stranger());
          OpenSshServer server =
              OpenSshServer.start(
                  keys, "AuthorizedKeysFile none", "TrustedUserCAKeys " + authority)) {
        SshSettings settings = settings(server, keys, agent);
        SshSettings used = ofAgent ? settings : settings.withIdentity(key);
        assertThat(run(used, "127.1.6.[1-3]").failures()).isEmpty();
        assertThat(count(server, "Accepted publickey")).isEqualTo(3);
        assertThat(count(server, "ID a test")).isPositive();
      }
    }
  }

  @Test
  void twoKeysAreShownWhereOneIsNotEnough() throws Exception {
    try (UserKeys keys = UserKeys.make();
        UserKeys strangers = UserKeys.make();
        RealAgent agent = RealAgent.holding(keys.ed25519(), strangers.ecdsa(), keys.rsa());
        OpenSshServer server =
            OpenSshServer.start(keys, "AuthenticationMethods publickey,publickey")) {
      SshSettings settings = settings(server, keys, agent);
      assertThat(run(settings, "127.1.7.[1-20]").failures()).isEmpty();
      assertThat(count(server, "Partial publickey")).isEqualTo(20);
    }
  }

  @Test
  void anAgentThatDiesIsNamed() throws Exception {
    try (UserKeys keys = UserKeys.make();
        RealAgent agent = RealAgent.holding(keys.ed25519());
        OpenSshServer server = OpenSshServer.start(keys);
        Muster muster =
            Muster.open(MusterOptions.standard().withSsh(settings(server, keys, agent)))) {
      assertThat(muster.group("127.1.5.1").oneShot().run(COMMAND).failures()).isEmpty();
      agent.kill();
      Result<Completed> result = muster.group("127.1.5.2").oneShot().run(COMMAND).iterator().next();
      assertThat(result.message())
          .startsWith("127.1.5.2: authenticate: ")
          .contains("ssh-agent at " + agent.socket());
    }
  }
}
