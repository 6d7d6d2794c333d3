package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine against Apache MINA SSHD, which runs in this process and speaks the post-quantum key
/// exchange.
class MinaTest {

  @ParameterizedTest
  @ValueSource(strings = {"mlkem768x25519-sha256", "curve25519-sha256", "ecdh-sha2-nistp256"})
  void exchangesKeysWithEachMethod(String method) throws IOException {
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    SimpleGeneratorHostKeyProvider hostKeys = new SimpleGeneratorHostKeyProvider();
    hostKeys.setAlgorithm("EC");
    hostKeys.setKeySize(256);
    server.setKeyPairProvider(hostKeys);
    server.setPublickeyAuthenticator((user, key, session) -> true);
    server.setCommandFactory((channel, command) -> new Echo(command));
    server.setKeyExchangeFactories(
        List.of(ServerBuilder.DH2KEX.apply(BuiltinDHFactories.resolveFactory(method))));
    server.start();
    try (server;
        Caller caller =
            Caller.with(
                    ConnectionOptions.of(
                        List.of(KeyPairs.generate(KeyType.ED25519)), HostKeys.trustingAll()))
                .offering(Algorithms.standard().withKeyExchanges(List.of(method)))) {
      Caller.Said said = caller.run("127.0.0.1", server.getPort(), "hello");

      assertThat(said).isEqualTo(new Caller.Said("hello", "", new SessionEnd.Exited(0)));
    }
  }

  private static final class Echo extends AbstractCommandSupport {
    Echo(String command) {
      super(command, null);
    }

    @Override
    public void run() {
      try {
        getOutputStream().write(getCommand().getBytes(StandardCharsets.UTF_8));
        onExit(0);
      } catch (IOException e) {
        onExit(1);
      }
    }
  }
}
